using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>
/// Collects the plugins of a document. <c>[plugins.a]</c>, <c>plugins.a.cmd = ...</c> and
/// <c>plugins = { a = { ... } }</c> are one and the same here: only the whole path of a key counts.
/// </summary>
internal sealed class PluginFinder : SyntaxVisitor
{
    private readonly string _file;
    private readonly OrderedDictionary<string, PluginEntry> _plugins = new(StringComparer.Ordinal);
    private string[] _path = [];

    private PluginFinder(string file) => _file = file;

    private bool IsInPlugins => _path is [var first, ..] && first.Equals("plugins", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="P5Exception">A plugin is no table, or a key is written twice in different case.</exception>
    public static IReadOnlyCollection<PluginEntry> Find(DocumentSyntax document, string file)
    {
        var finder = new PluginFinder(file);
        document.Accept(finder);
        return finder._plugins.Values;
    }

    public override void VisitTable(TableSyntax node)
    {
        _path = [.. node.Name.Path];
        Add(node.Name, isTable: true);
        base.VisitTable(node);
    }

    public override void VisitTableArray(TableArraySyntax node)
    {
        _path = [.. node.Name.Path];
        Add(node.Name, isTable: false);
        base.VisitTableArray(node);
    }

    public override void VisitKeyValue(KeyValueSyntax node)
    {
        string[] outer = _path;
        _path = [.. outer, .. node.Key.Path];
        Add(node.Key, node.Value is InlineTableSyntax);
        if (IsInPlugins && _path.Length == 3)
        {
            AddKey(node);
        }

        node.Value.Accept(this);
        _path = outer;
    }

    /// <summary>Tables inside an array are elements of a value, so their keys are nobody's settings.</summary>
    public override void VisitArray(ArraySyntax node)
    {
    }

    /// <param name="key">The last parts of the current path.</param>
    /// <param name="isTable">Whether a table, not an array of them or another value, stands there.</param>
    private void Add(KeySyntax key, bool isTable)
    {
        if (!IsInPlugins)
        {
            return;
        }

        if (_path.Length <= 2 && !isTable)
        {
            throw MigrationError.At(
                _file,
                key.LastToken.Position,
                string.Join('.', _path),
                _path.Length == 1
                    ? "plugins must be a table with one table for each plugin."
                    : $"The plugin '{_path[1]}' must be a table.");
        }

        if (_path.Length > 2)
        {
            SyntaxToken name = key.Parts.Take(^Math.Min(_path.Length - 2, key.Parts.Count())..).First();
            Plugin(_path[1]).Positions.TryAdd(_path[2], name.Position);
        }

        if (_path.Length > 3 && _path[2].Equals("config", StringComparison.OrdinalIgnoreCase))
        {
            Plugin(_path[1]).Settings.Add(_path[3]);
        }
    }

    private void AddKey(KeyValueSyntax node)
    {
        PluginEntry plugin = Plugin(_path[1]);
        if (!plugin.Keys.TryAdd(_path[2], node))
        {
            throw MigrationError.At(
                _file,
                node.Key.LastToken.Position,
                string.Join('.', _path),
                $"The plugin '{plugin.Name}' has '{_path[2]}' in two spellings; keep one of them.");
        }
    }

    private PluginEntry Plugin(string name)
    {
        if (!_plugins.TryGetValue(name, out PluginEntry? plugin))
        {
            plugin = new PluginEntry(name);
            _plugins.Add(name, plugin);
        }

        return plugin;
    }
}
