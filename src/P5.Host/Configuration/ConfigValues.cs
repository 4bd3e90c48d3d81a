namespace P5.Host;

/// <summary>Where something is written in a file. Never its value.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 code units.</param>
public sealed record ConfigPosition(string File, int Line, int Column)
{
    /// <summary>The position as editors take it.</summary>
    /// <returns><c>file:line:column</c>.</returns>
    public override string ToString() => ConfigurationDiagnostic.PlaceOf(File, Line, Column);
}

/// <summary>A key's value, and its position.</summary>
internal sealed record WithPosition<T>(T Value, ConfigPosition Position);

/// <summary>A value of a configuration file, whichever language it was written in.</summary>
/// <param name="Position">Where it starts.</param>
internal abstract record ConfigValue(ConfigPosition Position)
{
    /// <summary>The letters of a YAML scalar before it was parsed as a number or a date; otherwise null.</summary>
    public string? Raw { get; init; }

    /// <summary>
    /// What an error message calls the kind of this value, with its article. No message shows a value: a secret may be
    /// under the wrong key.
    /// </summary>
    public abstract string Kind { get; }

    /// <summary>The kind alone: what a record would print here can be secret.</summary>
    public sealed override string ToString() => Kind;
}

/// <summary>YAML's null; TOML has none.</summary>
internal sealed record ConfigNull(ConfigPosition Position) : ConfigValue(Position)
{
    public override string Kind => "empty";
}

internal sealed record ConfigBoolean(ConfigPosition Position, bool Value) : ConfigValue(Position)
{
    public override string Kind => "a boolean";
}

/// <summary>A whole number between -2^63 and 2^64 - 1, the range of YAML's integers.</summary>
internal sealed record ConfigInteger(ConfigPosition Position, Int128 Value) : ConfigValue(Position)
{
    public override string Kind => "an integer";
}

/// <summary>A floating-point number, infinities and NaN included.</summary>
internal sealed record ConfigFloat(ConfigPosition Position, double Value) : ConfigValue(Position)
{
    public override string Kind => "a number";
}

/// <summary>Text, without lone surrogates.</summary>
internal sealed record ConfigText(ConfigPosition Position, string Value) : ConfigValue(Position)
{
    public override string Kind => "text";
}

/// <summary>A YAML <c>!!binary</c> that is not UTF-8 and so cannot become text.</summary>
internal sealed record ConfigBytes(ConfigPosition Position, ReadOnlyMemory<byte> Value) : ConfigValue(Position)
{
    public override string Kind => "binary data";
}

/// <summary>A date with time and offset from UTC.</summary>
internal sealed record ConfigDate(ConfigPosition Position, DateParts Value) : ConfigValue(Position)
{
    public override string Kind => "a date";
}

/// <summary>A YAML sequence or TOML array.</summary>
internal sealed record ConfigList(ConfigPosition Position, IReadOnlyList<ConfigValue> Items) : ConfigValue(Position)
{
    public override string Kind => "a list";
}

/// <summary>A YAML mapping or TOML table in the order of the file, merge keys already applied.</summary>
internal sealed record ConfigMap(ConfigPosition Position, IReadOnlyList<ConfigEntry> Entries) : ConfigValue(Position)
{
    public override string Kind => "a table";

    /// <summary>The value under a key that is text in exactly this spelling, or null.</summary>
    public ConfigValue? Find(string key) =>
        Entries.FirstOrDefault(entry => entry.Key is ConfigText text && text.Value == key)?.Value;
}

/// <summary>One key of a map with its value. YAML's keys need not be text.</summary>
internal sealed record ConfigEntry(ConfigValue Key, ConfigValue Value);
