namespace P5.Toml.Tests.Conformance;

/// <summary>Finds all keys of a document, those in inline tables and arrays too, in the order of the text.</summary>
internal sealed class KeyLocator : SyntaxVisitor
{
    private readonly List<LocatedKey> _keys = [];

    // The index of each array of tables' last table, by what leads to the array.
    private readonly Dictionary<string, int> _lastTables = new(StringComparer.Ordinal);
    private List<object> _table = [];

    private KeyLocator()
    {
    }

    public static IReadOnlyList<LocatedKey> Find(DocumentSyntax document)
    {
        var locator = new KeyLocator();
        document.Accept(locator);
        return locator._keys;
    }

    public override void VisitTable(TableSyntax node)
    {
        _table = Resolve(node.Name.Path);
        base.VisitTable(node);
    }

    public override void VisitTableArray(TableArraySyntax node)
    {
        _table = Resolve(node.Name.Path.SkipLast(1));
        _table.Add(node.Name.Path.Last());
        string array = string.Join('\0', _table);
        _lastTables[array] = _lastTables.TryGetValue(array, out int last) ? last + 1 : 0;
        _table.Add(_lastTables[array]);
        base.VisitTableArray(node);
    }

    public override void VisitKeyValue(KeyValueSyntax node)
    {
        _keys.Add(new LocatedKey(node, [.. _table]));
        Within([.. _table, .. node.Key.Path], node.Value);
    }

    public override void VisitArray(ArraySyntax node)
    {
        List<object> array = _table;
        int index = 0;
        foreach (ArrayItemSyntax item in node.Items)
        {
            Within([.. array, index++], item);
        }
    }

    private void Within(List<object> path, SyntaxNode node)
    {
        List<object> outer = _table;
        _table = path;
        node.Accept(this);
        _table = outer;
    }

    private List<object> Resolve(IEnumerable<string> header)
    {
        var path = new List<object>();
        foreach (string name in header)
        {
            path.Add(name);
            if (_lastTables.TryGetValue(string.Join('\0', path), out int last))
            {
                path.Add(last);
            }
        }

        return path;
    }
}
