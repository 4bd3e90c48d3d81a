using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>
/// Where the keys of the plugins are written, found in one walk. <c>[plugins.a]</c>, <c>plugins.a.cmd = ...</c> and
/// <c>plugins = { a = { ... } }</c> are one and the same here: only the whole path of a key counts.
/// </summary>
internal sealed class PluginKeys : SyntaxVisitor
{
    private readonly Dictionary<string, Dictionary<string, KeyValueSyntax>> _plugins = new(StringComparer.Ordinal);
    private string[] _path = [];

    private PluginKeys()
    {
    }

    /// <summary>Finds them.</summary>
    public static PluginKeys Of(DocumentSyntax document)
    {
        var keys = new PluginKeys();
        document.Accept(keys);
        return keys;
    }

    /// <summary>The keys with their values right in the table of a plugin that has some, by name in any case.</summary>
    public IReadOnlyDictionary<string, KeyValueSyntax> Find(string plugin) => _plugins[plugin];

    public override void VisitTable(TableSyntax node)
    {
        _path = [.. node.Name.Path];
        base.VisitTable(node);
    }

    public override void VisitTableArray(TableArraySyntax node)
    {
        _path = [.. node.Name.Path];
        base.VisitTableArray(node);
    }

    public override void VisitKeyValue(KeyValueSyntax node)
    {
        string[] outer = _path;
        _path = [.. outer, .. node.Key.Path];
        if (_path is [var section, var plugin, var key]
            && section.Equals("plugins", StringComparison.OrdinalIgnoreCase))
        {
            if (!_plugins.TryGetValue(plugin, out Dictionary<string, KeyValueSyntax>? keys))
            {
                _plugins.Add(plugin, keys = new Dictionary<string, KeyValueSyntax>(StringComparer.OrdinalIgnoreCase));
            }

            keys.TryAdd(key, node);
        }

        node.Value.Accept(this);
        _path = outer;
    }

    /// <summary>Tables inside an array are elements of a value, so their keys are nobody's settings.</summary>
    public override void VisitArray(ArraySyntax node)
    {
    }
}
