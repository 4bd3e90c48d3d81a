using SharpYaml;
using SharpYaml.Events;

namespace P5.Host.Migration.Yaml.Outline;

/// <summary>Reads where the parts of a YAML file's first document are written.</summary>
internal sealed class OutlineReader
{
    private readonly string _text;
    private readonly EventReader _events;

    private OutlineReader(string text)
    {
        _text = text;
        _events = new EventReader(new GuardedParser(text));
    }

    /// <param name="text">
    /// A text that <see cref="YamlReader"/> has read, which refuses what is nested too deep for recursion.
    /// </param>
    /// <returns>The document's node, or null if there is no document.</returns>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static OutlineNode? Read(string text)
    {
        var reader = new OutlineReader(text);
        reader._events.Expect<StreamStart>();
        return reader._events.Allow<DocumentStart>() is null ? null : reader.ReadNode();
    }

    private OutlineNode ReadNode()
    {
        var current = _events.Expect<ParsingEvent>();
        int start = current.Start.Index;
        return current switch
        {
            Scalar scalar => new OutlineNode(OutlineKind.Scalar, start, EndOf(scalar)) { Text = scalar.Value },
            AnchorAlias alias => new OutlineNode(OutlineKind.Alias, start, alias.End.Index),
            SequenceStart sequence => ReadSequence(start, sequence.Style == YamlStyle.Flow),
            _ => ReadMapping(start, ((MappingStart)current).Style == YamlStyle.Flow),
        };
    }

    private OutlineNode ReadSequence(int start, bool isFlow)
    {
        int end = start;
        while (!_events.Accept<SequenceEnd>())
        {
            end = ReadNode().End;
        }

        SequenceEnd last = _events.Expect<SequenceEnd>();
        return new OutlineNode(OutlineKind.Sequence, start, isFlow ? BehindBracket(last) : end) { IsFlow = isFlow };
    }

    private OutlineNode ReadMapping(int start, bool isFlow)
    {
        var entries = new List<OutlineEntry>();
        while (!_events.Accept<MappingEnd>())
        {
            OutlineNode key = ReadNode();
            entries.Add(new OutlineEntry(key, ReadNode()));
        }

        MappingEnd last = _events.Expect<MappingEnd>();
        int end = entries.Count == 0 ? start : entries[^1].End;
        return new OutlineNode(OutlineKind.Mapping, start, isFlow ? BehindBracket(last) : end)
        {
            IsFlow = isFlow,
            Entries = entries,
        };
    }

    // The mark of a closing bracket is empty and stands before it; a block's end is marked at what comes next.
    private static int BehindBracket(ParsingEvent last) => last.Start.Index + 1;

    /// <summary>A block scalar's mark takes in the line ends behind it.</summary>
    private int EndOf(Scalar scalar)
    {
        int start = scalar.Start.Index;
        int end = scalar.End.Index;
        return scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded
            ? start + _text.AsSpan(start..end).TrimEnd().Length
            : end;
    }
}
