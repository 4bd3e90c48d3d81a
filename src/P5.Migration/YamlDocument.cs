using P5.Host.Configuration;
using P5.Host.Configuration.Values;
using P5.Host.Configuration.Yaml;
using SharpYaml;
using SharpYaml.Events;

namespace P5.Migration;

/// <summary>A Pulumi.yaml or a stack file; further documents in it are not read.</summary>
internal sealed class YamlDocument : ConfigDocument
{
    private readonly Lazy<KeySpan> _root;

    /// <exception cref="ConfigurationException">The file is not valid YAML.</exception>
    public YamlDocument(SourceText source)
        : base(source, ["p5", "plugins"], StringComparison.Ordinal)
    {
        var parser = new RecordingParser(source.Text);
        Values = YamlReader.ReadStrict(source, parser) as ConfigMap;
        _root = new(() => YamlSpanReader.Read(parser.Events, source.Text));
    }

    /// <inheritdoc/>
    public override KeySpan FindKey(string plugin, string key) => Find([.. PluginsPath, plugin, key]);

    /// <summary>The entry at the end of a path of keys.</summary>
    /// <exception cref="EditRefusedException">One of the keys is not written there.</exception>
    public KeySpan Find(params ReadOnlySpan<string> path)
    {
        KeySpan span = _root.Value;
        foreach (string key in path)
        {
            span = span.Find(key) ?? throw new EditRefusedException(
                $"'{key}' comes in through an alias or a merge key (<<), so that others may share it");
        }

        return span;
    }

    /// <inheritdoc/>
    public override ConfigValue? Reread(string text) => YamlReader.Read(Source.WithText(text));

    /// <inheritdoc/>
    public override string WriteKey(string name, ReadOnlySpan<char> replaced) => YamlQuoting.Write(name, replaced);

    /// <inheritdoc/>
    public override string WriteText(string value, ReadOnlySpan<char> replaced) => YamlQuoting.Write(value, replaced);

    /// <inheritdoc/>
    public override string Comment(string text, string indent, string lineEnd, bool isCopy)
    {
        string[] lines = text.Split('\n');
        return isCopy
            ? string.Join(lineEnd + indent, lines.Select(line => $"# {line.Trim()}"))
            : string.Join('\n', lines.Select((line, index) => index == 0 ? $"# {line}" : CommentInPlace(line)));
    }

    /// <inheritdoc/>
    protected override string? ToText(ConfigValue value) => ConfigKeys.ToText(value);

    /// <inheritdoc/>
    protected override bool IsOrder(ConfigEntry entry) =>
        // The reference's documentation of Pulumi.yaml has the order among the plugins.
        entry is { Key: ConfigText { Value: "order" }, Value: ConfigList };

    private static string CommentInPlace(string line) =>
        string.IsNullOrWhiteSpace(line) ? line : $"{line[..^line.TrimStart().Length]}# {line.TrimStart()}";

    /// <summary>Keeps what it parses, so that one parse gives the values and the spans.</summary>
    private sealed class RecordingParser(string text) : IParser
    {
        private readonly GuardedParser _parser = new(text);
        private readonly List<ParsingEvent> _events = [];

        public IReadOnlyList<ParsingEvent> Events => _events;

        public ParsingEvent? Current => _parser.Current;

        public bool MoveNext()
        {
            bool moved = _parser.MoveNext();
            if (moved)
            {
                _events.Add(_parser.Current!);
            }

            return moved;
        }
    }
}
