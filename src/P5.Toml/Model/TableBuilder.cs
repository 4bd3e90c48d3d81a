namespace P5.Toml;

/// <summary>Makes the values of a valid tree. It trusts the validator and checks nothing again.</summary>
internal sealed class TableBuilder : SyntaxVisitor
{
    private TomlTable _root = null!;
    private TomlTable _current = null!;
    private TomlValue _value = null!;

    public TomlTable Build(DocumentSyntax document)
    {
        _root = _current = new TomlTable(document.Position);
        document.Accept(this);
        return _root;
    }

    public override void VisitTable(TableSyntax node)
    {
        (TomlTable parent, SyntaxToken name) = Resolve(_root, node.Name);
        _current = TableAt(parent, name);
        VisitKeyValues(node);
    }

    public override void VisitTableArray(TableArraySyntax node)
    {
        (TomlTable parent, SyntaxToken name) = Resolve(_root, node.Name);
        if (!parent.TryGetValue(name.ValueText, out TomlValue? array))
        {
            array = new TomlArray(name.Position);
            parent.Add(name.ValueText, name.Position, array);
        }

        _current = new TomlTable(name.Position);
        ((TomlArray)array).Add(_current);
        VisitKeyValues(node);
    }

    public override void VisitKeyValue(KeyValueSyntax node)
    {
        (TomlTable parent, SyntaxToken name) = Resolve(_current, node.Key);
        node.Value.Accept(this);
        parent.Add(name.ValueText, name.Position, _value);
    }

    public override void VisitScalar(ScalarSyntax node) => _value = node.Value;

    public override void VisitArray(ArraySyntax node)
    {
        var array = new TomlArray(node.Position);
        foreach (ArrayItemSyntax item in node.Items)
        {
            item.Value.Accept(this);
            array.Add(_value);
        }

        _value = array;
    }

    public override void VisitInlineTable(InlineTableSyntax node)
    {
        TomlTable outer = _current;
        TomlTable table = _current = new TomlTable(node.Position);
        base.VisitInlineTable(node);
        _current = outer;
        _value = table;
    }

    private void VisitKeyValues(TableSyntaxBase node)
    {
        foreach (KeyValueSyntax keyValue in node.KeyValues)
        {
            keyValue.Accept(this);
        }
    }

    private static (TomlTable Parent, SyntaxToken Name) Resolve(TomlTable start, KeySyntax key)
    {
        TomlTable table = start;
        foreach (SyntaxToken part in key.Parts.SkipLast(1))
        {
            table = TableAt(table, part);
        }

        return (table, key.Parts.Last());
    }

    private static TomlTable TableAt(TomlTable parent, SyntaxToken name)
    {
        if (!parent.TryGetValue(name.ValueText, out TomlValue? value))
        {
            value = new TomlTable(name.Position);
            parent.Add(name.ValueText, name.Position, value);
        }

        return (TomlTable)(value is TomlArray array ? array[^1] : value);
    }
}
