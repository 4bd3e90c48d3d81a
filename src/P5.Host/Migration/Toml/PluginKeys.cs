using Tomlyn.Syntax;

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

    public override void Visit(TableSyntax table) => VisitTable(table);

    public override void Visit(TableArraySyntax table) => VisitTable(table);

    public override void Visit(KeyValueSyntax keyValue)
    {
        string[] outer = _path;
        _path = [.. outer, .. TomlSyntax.Parts(keyValue.Key!).Select(TomlSyntax.NameOf)];
        if (_path is [var section, var plugin, var key]
            && section.Equals("plugins", StringComparison.OrdinalIgnoreCase))
        {
            if (!_plugins.TryGetValue(plugin, out Dictionary<string, KeyValueSyntax>? keys))
            {
                _plugins.Add(plugin, keys = new Dictionary<string, KeyValueSyntax>(StringComparer.OrdinalIgnoreCase));
            }

            keys.TryAdd(key, keyValue);
        }

        keyValue.Value!.Accept(this);
        _path = outer;
    }

    /// <summary>Tables inside an array are elements of a value, so their keys are not settings of a plugin.</summary>
    public override void Visit(ArraySyntax array)
    {
    }

    private void VisitTable(TableSyntaxBase table)
    {
        _path = [.. TomlSyntax.Parts(table.Name!).Select(TomlSyntax.NameOf)];
        DefaultVisit(table);
    }
}
