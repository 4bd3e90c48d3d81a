namespace P5.Toml;

/// <summary>
/// A whole TOML text as a tree. <see cref="SyntaxElement.ToString"/> gives the text back, edits included.
/// </summary>
public sealed class DocumentSyntax : SyntaxNode
{
    internal DocumentSyntax()
    {
        KeyValues = new SyntaxList<KeyValueSyntax>(this);
        Tables = new SyntaxList<TableSyntaxBase>(this);
    }

    /// <summary>The keys before the first header.</summary>
    public SyntaxList<KeyValueSyntax> KeyValues { get; }

    /// <summary>The tables with a header, as they follow each other.</summary>
    public SyntaxList<TableSyntaxBase> Tables { get; }

    /// <summary>The end of the text; comments after the last table stand before it.</summary>
    public SyntaxToken EndOfFile { get; private set; } = null!;

    /// <summary>What was wrong with the text that was read, in the order of the text; empty for a valid one.</summary>
    public IReadOnlyList<TomlDiagnostic> Diagnostics { get; internal set; } = [];

    /// <inheritdoc/>
    public override IEnumerable<SyntaxElement> Children => [.. KeyValues, .. Tables, EndOfFile];

    /// <inheritdoc/>
    public override void Accept(SyntaxVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        visitor.VisitDocument(this);
    }

    /// <summary>Reads the values.</summary>
    /// <returns>The root table, with all edits.</returns>
    /// <exception cref="TomlException">The text that was read has an error: the first one.</exception>
    public TomlTable ToTable()
    {
        ThrowIfInvalid();
        return new TableBuilder().Build(this);
    }

    internal void ThrowIfInvalid()
    {
        if (Diagnostics.Count > 0)
        {
            throw new TomlException(Diagnostics[0]);
        }
    }

    internal void End(SyntaxToken endOfFile) => EndOfFile = Adopt(endOfFile);
}
