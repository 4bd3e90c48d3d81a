using P5.Host;
using SharpYaml;
using SharpYaml.Events;

namespace P5.Migration;

/// <summary>A Pulumi.yaml or a stack file; further documents in it are not read.</summary>
internal sealed class YamlDocument : ConfigDocument
{
    private readonly Lazy<KeySpan> _root;

    /// <exception cref="ConfigurationException">The file is not valid YAML.</exception>
    public YamlDocument(ConfigFileText source)
        : base(source, ["p5", "plugins"], StringComparison.Ordinal)
    {
        var parser = new RecordingParser(source);
        Values = YamlReader.ReadStrict(source, parser) as ConfigMap;
        _root = new(() => YamlSpanReader.Read(parser.Events, source.Text));
    }

    /// <inheritdoc/>
    public override KeySpan FindKey(string plugin, string key) => Find([.. PluginsPath, plugin, key]);

    /// <inheritdoc/>
    public override IReadOnlyList<KeySpan> FindAll(string plugin, string key) => [FindKey(plugin, key)];

    /// <summary>The entry at the end of a path of keys.</summary>
    /// <exception cref="EditRefusedException">One of the keys is not written there.</exception>
    public KeySpan Find(params ReadOnlySpan<string> path)
    {
        KeySpan span = _root.Value;
        foreach (string key in path)
        {
            span = span.Find(key) ?? throw new EditRefusedException(
                $"'{key}' comes from an alias or a merge key (<<) that other keys may share");
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

    /// <summary>Keeps what it parses, so that one parse yields the values and the spans.</summary>
    private sealed class RecordingParser(ConfigFileText source) : IParser
    {
        private readonly GuardedParser _parser = new(source);
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

/// <summary>Finds where the keys of a YAML file's first document are written.</summary>
internal sealed class YamlSpanReader
{
    private readonly IReadOnlyList<ParsingEvent> _events;
    private readonly string _text;
    private int _next = 2; // behind the starts of stream and document

    private YamlSpanReader(IReadOnlyList<ParsingEvent> events, string text) => (_events, _text) = (events, text);

    /// <summary>The root of the document.</summary>
    /// <param name="events">
    /// What the file's parser returned until the end of the document. YamlReader has rejected what is nested too deep
    /// for recursion.
    /// </param>
    /// <param name="text">The file's text.</param>
    public static KeySpan Read(IReadOnlyList<ParsingEvent> events, string text) =>
        new YamlSpanReader(events, text).ReadItem(outer: null);

    private KeySpan ReadItem(KeySpan? outer)
    {
        int start = _events[_next].Start.Index;
        var item = new KeySpan(outer, name: null) { Start = start, KeyStart = start, KeyEnd = start };
        ReadValue(item);
        return item;
    }

    private KeySpan ReadEntry(KeySpan outer)
    {
        string? name = (_events[_next] as Scalar)?.Value;
        KeySpan key = ReadItem(outer);
        var entry = new KeySpan(outer, name) { Start = key.Start, KeyStart = key.Start, KeyEnd = key.ValueEnd };
        ReadValue(entry);
        return entry;
    }

    private void ReadValue(KeySpan span)
    {
        ParsingEvent first = _events[_next++];
        span.ValueStart = span.ValueEnd = first.Start.Index;
        switch (first)
        {
            case Scalar scalar:
                span.ValueEnd = EndOf(scalar);
                break;
            case AnchorAlias alias:
                span.ValueEnd = alias.End.Index;
                span.Form = ValueForm.Alias;
                break;
            case SequenceStart sequence:
                span.Form = FormOf(sequence.Style);
                while (_events[_next] is not SequenceEnd)
                {
                    span.ValueEnd = ReadItem(span).ValueEnd;
                }

                EndCollection(span);
                break;
            case MappingStart mapping:
                span.Form = FormOf(mapping.Style);
                while (_events[_next] is not MappingEnd)
                {
                    KeySpan entry = ReadEntry(span);
                    span.Add(entry);
                    span.ValueEnd = entry.End;
                }

                EndCollection(span);
                break;
        }
    }

    // The mark of a closing bracket is empty and precedes it; the mark of a block's end is at what follows.
    private void EndCollection(KeySpan span)
    {
        ParsingEvent last = _events[_next++];
        span.ValueEnd = span.Form == ValueForm.Braces ? last.Start.Index + 1 : span.ValueEnd;
    }

    private static ValueForm FormOf(YamlStyle style) => style == YamlStyle.Flow ? ValueForm.Braces : ValueForm.Plain;

    // The mark of a block scalar includes the line ends after it.
    private int EndOf(Scalar scalar)
    {
        int start = scalar.Start.Index;
        int end = scalar.End.Index;
        return scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded
            ? start + _text.AsSpan(start..end).TrimEnd().Length
            : end;
    }
}
