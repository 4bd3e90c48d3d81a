using P5.Host.Configuration;
using P5.Host.Configuration.Toml;
using P5.Host.Configuration.Values;
using Tomlyn.Syntax;

namespace P5.Migration;

/// <summary>A p5.toml.</summary>
internal sealed class TomlDocument : ConfigDocument
{
    private readonly Lazy<Dictionary<string, Dictionary<string, KeySpan>>> _plugins;

    /// <exception cref="ConfigurationException">The file is not valid TOML.</exception>
    public TomlDocument(SourceText source)
        : base(source, ["plugins"], StringComparison.OrdinalIgnoreCase)
    {
        DocumentSyntax? syntax = TomlSyntax.Parse(source);
        Values = syntax is null ? null : Reader(source).Read(syntax);
        source.Findings.ThrowIfError();
        _plugins = new(() => FindPlugins(syntax!));
    }

    /// <inheritdoc/>
    public override KeySpan FindKey(string plugin, string key) => _plugins.Value[plugin][key];

    /// <inheritdoc/>
    public override ConfigValue? Reread(string text) => Reader(Source.WithText(text)).Read();

    /// <inheritdoc/>
    public override string WriteKey(string name, ReadOnlySpan<char> replaced) => TomlText.QuoteKey(name);

    /// <inheritdoc/>
    public override string WriteText(string value, ReadOnlySpan<char> replaced) =>
        TomlText.Quote(value, preferLiteral: replaced.StartsWith('\'') && !replaced.StartsWith("'''"));

    /// <inheritdoc/>
    public override string Comment(string text, string indent, string lineEnd, bool isCopy) =>
        string.Join(lineEnd + indent, text.Split('\n').Select(line => $"# {line}".TrimEnd()));

    /// <inheritdoc/>
    protected override string? ToText(ConfigValue value) => (value as ConfigText)?.Value;

    /// <inheritdoc/>
    protected override bool IsOrder(ConfigEntry entry) => false;

    private static TomlReader Reader(SourceText source) => new(source, new ConfigurationLoaderOptions());

    /// <summary>
    /// The keys of each plugin. <c>[plugins.a]</c>, <c>plugins.a.cmd = ...</c> and <c>plugins = { a = { ... } }</c> are
    /// the same here: only the whole path of a key counts.
    /// </summary>
    private Dictionary<string, Dictionary<string, KeySpan>> FindPlugins(DocumentSyntax syntax)
    {
        var plugins = new Dictionary<string, Dictionary<string, KeySpan>>(StringComparer.Ordinal);
        foreach ((string[]? path, KeySpan span) in TomlSpanReader.Read(syntax, Source.Text))
        {
            if (path is not [var section, var plugin, var key] || !section.Equals(PluginsPath[0], KeyComparison))
            {
                continue;
            }

            if (!plugins.TryGetValue(plugin, out Dictionary<string, KeySpan>? keys))
            {
                plugins.Add(plugin, keys = new(StringComparer.FromComparison(KeyComparison)));
            }

            keys.TryAdd(key, span);
        }

        return plugins;
    }
}
