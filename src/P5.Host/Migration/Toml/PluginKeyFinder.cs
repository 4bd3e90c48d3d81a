using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>
/// Finds where the keys of one plugin are written. <c>[plugins.a]</c>, <c>plugins.a.cmd = ...</c> and
/// <c>plugins = { a = { ... } }</c> are one and the same here: only the whole path of a key counts.
/// </summary>
internal sealed class PluginKeyFinder : SyntaxVisitor
{
    private readonly string _plugin;
    private readonly Dictionary<string, KeyValueSyntax> _keys = new(StringComparer.OrdinalIgnoreCase);
    private string[] _path = [];

    private PluginKeyFinder(string plugin) => _plugin = plugin;

    /// <summary>The keys with their values right in the plugin's table, by name in any case.</summary>
    public static IReadOnlyDictionary<string, KeyValueSyntax> Find(DocumentSyntax document, string plugin)
    {
        var finder = new PluginKeyFinder(plugin);
        document.Accept(finder);
        return finder._keys;
    }

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
            && section.Equals("plugins", StringComparison.OrdinalIgnoreCase)
            && plugin == _plugin)
        {
            _keys.Add(key, node);
        }

        node.Value.Accept(this);
        _path = outer;
    }

    /// <summary>Tables inside an array are elements of a value, so their keys are nobody's settings.</summary>
    public override void VisitArray(ArraySyntax node)
    {
    }
}
