using P5.Host;
using Tomlyn.Syntax;

namespace P5.Migration.Tests;

/// <summary>Finds all keys of a document, those in inline tables and arrays too, in the order of the text.</summary>
internal sealed class KeyLocator : SyntaxVisitor
{
    private readonly List<LocatedKey> _keys = [];

    // The index of each array of tables' last table, by what leads to the array.
    private readonly Dictionary<string, int> _lastTables = new(StringComparer.Ordinal);
    private List<object> _table = [];

    private readonly Dictionary<int, KeySpan> _spans;

    private KeyLocator(IEnumerable<KeySpan> spans) => _spans = spans.ToDictionary(span => span.Start);

    public static IReadOnlyList<LocatedKey> Find(DocumentSyntax document, string text)
    {
        var locator = new KeyLocator(TomlSpanReader.Read(document, text).Select(key => key.Key));
        document.Accept(locator);
        return locator._keys;
    }

    public override void Visit(TableSyntax table)
    {
        _table = Resolve(Names(table.Name!));
        base.Visit(table);
    }

    public override void Visit(TableArraySyntax table)
    {
        _table = Resolve(Names(table.Name!).SkipLast(1));
        _table.Add(Names(table.Name!).Last());
        string array = string.Join('\0', _table);
        _lastTables[array] = _lastTables.TryGetValue(array, out int last) ? last + 1 : 0;
        _table.Add(_lastTables[array]);
        base.Visit(table);
    }

    public override void Visit(KeyValueSyntax keyValue)
    {
        _keys.Add(new LocatedKey(keyValue, _spans[keyValue.Key!.Span.Offset], [.. _table]));
        Within([.. _table, .. Names(keyValue.Key!)], keyValue.Value!);
    }

    public override void Visit(ArraySyntax array)
    {
        List<object> path = _table;
        int index = 0;
        foreach (ArrayItemSyntax item in array.Items)
        {
            Within([.. path, index++], item);
        }
    }

    private static IEnumerable<string> Names(KeySyntax key) => TomlSyntax.Parts(key).Select(TomlSyntax.NameOf);

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
