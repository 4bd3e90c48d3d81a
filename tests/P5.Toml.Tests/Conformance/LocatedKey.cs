namespace P5.Toml.Tests.Conformance;

/// <summary>A key of a document and where its value stands in the data.</summary>
/// <param name="Syntax">The key with its value.</param>
/// <param name="Table">What leads to the table in which it is written: names, and indexes of arrays.</param>
internal sealed record LocatedKey(KeyValueSyntax Syntax, IReadOnlyList<object> Table)
{
    /// <summary>What leads to its value.</summary>
    public IReadOnlyList<object> Path => [.. Table, .. Syntax.Key.Path];

    /// <summary>Whether it is on lines of its own, not in an inline table.</summary>
    public bool IsLine => Syntax.Line == Syntax;
}
