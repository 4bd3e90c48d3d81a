using P5.Host;
using Tomlyn.Syntax;

namespace P5.Migration.Tests;

/// <summary>A key of a document and where its value stands in the data.</summary>
/// <param name="Syntax">The key with its value.</param>
/// <param name="Span">Where they are written.</param>
/// <param name="Table">What leads to the table in which it is written: names, and indexes of arrays.</param>
internal sealed record LocatedKey(KeyValueSyntax Syntax, KeySpan Span, IReadOnlyList<object> Table)
{
    /// <summary>What leads to its value.</summary>
    public IReadOnlyList<object> Path => [.. Table, .. TomlSyntax.Parts(Syntax.Key!).Select(TomlSyntax.NameOf)];
}
