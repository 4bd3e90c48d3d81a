using SharpYaml;
using SharpYaml.Events;

namespace P5.Migration;

/// <summary>Finds where the keys of a YAML file's first document are written.</summary>
internal sealed class YamlSpanReader
{
    private readonly IReadOnlyList<ParsingEvent> _events;
    private readonly string _text;
    private int _next = 2; // behind the starts of stream and document

    private YamlSpanReader(IReadOnlyList<ParsingEvent> events, string text) => (_events, _text) = (events, text);

    /// <summary>The root of the document.</summary>
    /// <param name="events">
    /// What the file's parser returned until the end of the document. YamlReader has refused what is nested too deep
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

    // The mark of a block scalar includes the line ends behind it.
    private int EndOf(Scalar scalar)
    {
        int start = scalar.Start.Index;
        int end = scalar.End.Index;
        return scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded
            ? start + _text.AsSpan(start..end).TrimEnd().Length
            : end;
    }
}
