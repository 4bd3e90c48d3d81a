namespace P5.Host;

/// <summary>How a name came to be defined, which decides what may add to it.</summary>
internal enum TomlNameKind
{
    /// <summary>A key's value, inline tables and arrays among them: closed.</summary>
    Value,

    /// <summary>A table with its own header.</summary>
    Table,

    /// <summary>A table that only a longer header names: its own header may still come.</summary>
    ImplicitTable,

    /// <summary>A table that a dotted key made.</summary>
    DottedTable,

    /// <summary>An array of tables.</summary>
    TableArray,
}
