using P5.Host.Configuration.Toml;
using Tomlyn.Syntax;

namespace P5.Migration;

/// <summary>Finds where the keys of a TOML file are written.</summary>
internal sealed class TomlSpanReader : SyntaxVisitor
{
    private readonly string _text;
    private readonly List<(string[]? Path, KeySpan Key)> _keys = [];
    private string[]? _path = [];
    private KeySpan? _outer;

    private TomlSpanReader(string text) => _text = text;

    /// <summary>
    /// All keys in the order of the text, each with the names that lead to its value. In an array that is null: tables
    /// there are elements of a value, and their keys not settings of a plugin.
    /// </summary>
    public static IReadOnlyList<(string[]? Path, KeySpan Key)> Read(DocumentSyntax document, string text)
    {
        var reader = new TomlSpanReader(text);
        document.Accept(reader);
        return reader._keys;
    }

    public override void Visit(TableSyntax table) => VisitTable(table);

    public override void Visit(TableArraySyntax table) => VisitTable(table);

    public override void Visit(KeyValueSyntax keyValue)
    {
        (string[]? path, KeySpan? outer) = (_path, _outer);
        BareKeyOrStringValueSyntax[] parts = [.. TomlSyntax.Parts(keyValue.Key!)];
        var key = new KeySpan(outer, string.Join('.', parts.Select(part => _text[part.Span.Offset..TomlSyntax.EndOf(part)])))
        {
            Start = keyValue.Key!.Span.Offset,
            KeyStart = parts[^1].Span.Offset,
            KeyEnd = TomlSyntax.EndOf(parts[^1]),
            ValueStart = keyValue.Value!.Span.Offset,
            ValueEnd = TomlSyntax.EndOf(keyValue.Value),
            Form = keyValue.Value is InlineTableSyntax or ArraySyntax ? ValueForm.Braces : ValueForm.Plain,
        };
        outer?.Add(key);
        _path = path is null ? null : [.. path, .. parts.Select(TomlSyntax.NameOf)];
        _keys.Add((_path, key));
        _outer = key;
        DefaultVisit(keyValue);
        (_path, _outer) = (path, outer);
    }

    public override void Visit(ArraySyntax array)
    {
        string[]? path = _path;
        _path = null;
        DefaultVisit(array);
        _path = path;
    }

    public override void Visit(InlineTableSyntax table)
    {
        KeySpan? outer = _outer;
        int start = table.Span.Offset;
        if (table.Parent is not KeyValueSyntax)
        {
            _outer = new KeySpan(outer, name: null)
            {
                Start = start,
                KeyStart = start,
                KeyEnd = start,
                ValueStart = start,
                ValueEnd = TomlSyntax.EndOf(table),
                Form = ValueForm.Braces,
            };
        }

        DefaultVisit(table);
        _outer = outer;
    }

    public override void Visit(SyntaxTrivia trivia)
    {
        // Comments above a key and behind a closing brace are visited with the key's value too.
        for (KeySpan? around = _outer; trivia.Kind == TokenKind.Comment && around is not null; around = around.Outer)
        {
            around.HasComments |= trivia.Span.Offset > around.ValueStart && trivia.Span.Offset < around.ValueEnd;
        }
    }

    private void VisitTable(TableSyntaxBase table)
    {
        _path = [.. TomlSyntax.Parts(table.Name!).Select(TomlSyntax.NameOf)];
        DefaultVisit(table);
    }
}
