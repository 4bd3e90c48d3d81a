namespace P5.Toml;

/// <summary>What the validator knows of one name.</summary>
internal sealed class Definition(DefinitionKind kind, TextPosition position)
{
    private Dictionary<string, Definition>? _children;

    public DefinitionKind Kind { get; set; } = kind;

    public TextPosition Position { get; set; } = position;

    /// <summary>Of an array of tables: the element that headers add to.</summary>
    public Definition? LastElement { get; set; }

    public Dictionary<string, Definition> Children => _children ??= new(StringComparer.Ordinal);

    public Definition GetOrAdd(SyntaxToken name, DefinitionKind kind)
    {
        if (!Children.TryGetValue(name.ValueText, out Definition? child))
        {
            child = new Definition(kind, name.Position);
            Children.Add(name.ValueText, child);
        }

        return child;
    }
}
