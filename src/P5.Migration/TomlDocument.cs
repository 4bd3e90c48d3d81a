using P5.Host;
using Tomlyn.Syntax;

namespace P5.Migration;

internal sealed class TomlDocument : ConfigDocument
{
    private readonly Lazy<ILookup<string, (string[] Path, KeySpan Span)>> _plugins;

    /// <exception cref="ConfigurationException">The file is not valid TOML.</exception>
    public TomlDocument(ConfigFileText source)
        : base(source, ["plugins"], StringComparison.OrdinalIgnoreCase)
    {
        DocumentSyntax? syntax = TomlSyntax.Parse(source);
        Values = syntax is null ? null : Reader(source).Read(syntax);
        source.Diagnostics.ThrowIfError();
        _plugins = new(() => FindPlugins(syntax!));
    }

    /// <inheritdoc/>
    public override KeySpan FindKey(string plugin, string key) =>
        _plugins.Value[plugin].First(written => IsBelow(written.Path, key) && written.Path.Length == 1).Span;

    /// <inheritdoc/>
    public override IReadOnlyList<KeySpan> FindAll(string plugin, string key)
    {
        List<KeySpan> found = [];
        foreach ((string[] path, KeySpan span) in _plugins.Value[plugin])
        {
            if (IsBelow(path, key) && !found.Any(other => other.Start <= span.Start && span.End <= other.End))
            {
                found.Add(span);
            }
        }

        return found;
    }

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

    private static TomlReader Reader(ConfigFileText source) => new(source, new ConfigurationLoaderOptions());

    private bool IsBelow(string[] path, string key) => path[0].Equals(key, KeyComparison);

    /// <summary>
    /// The keys of each plugin, and the headers of tables in it, by their path from there. <c>[plugins.a]</c>,
    /// <c>plugins.a.cmd = ...</c> and <c>plugins = { a = { ... } }</c> are the same here: only the whole path of a key
    /// matters.
    /// </summary>
    private ILookup<string, (string[] Path, KeySpan Span)> FindPlugins(DocumentSyntax syntax) =>
        TomlSpanReader.Read(syntax, Source.Text)
            .Where(key => key.Path is { Length: >= 3 } path && path[0].Equals(PluginsPath[0], KeyComparison))
            .ToLookup(key => key.Path![1], key => (key.Path![2..], key.Key), StringComparer.Ordinal);
}

/// <summary>Finds where the keys of a TOML file, and the headers of its tables, are written.</summary>
internal sealed class TomlSpanReader : SyntaxVisitor
{
    private readonly string _text;
    private readonly List<(string[]? Path, KeySpan Key)> _keys = [];
    private string[]? _path = [];
    private KeySpan? _outer;

    private TomlSpanReader(string text) => _text = text;

    /// <summary>
    /// All keys and headers in the order of the text, each with the names that lead to its value. In an array that is
    /// null: tables there are elements of a value, and their keys not settings of a plugin.
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
        IEnumerable<string> written = parts.Select(part => _text[part.Span.Offset..TomlSyntax.EndOf(part)]);
        var key = new KeySpan(outer, string.Join('.', written))
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
        // Comments above a key and after a closing brace are visited with the key's value too.
        for (KeySpan? around = _outer; trivia.Kind == TokenKind.Comment && around is not null; around = around.Outer)
        {
            around.HasComments |= trivia.Span.Offset > around.ValueStart && trivia.Span.Offset < around.ValueEnd;
        }
    }

    private void VisitTable(TableSyntaxBase table)
    {
        _path = [.. TomlSyntax.Parts(table.Name!).Select(TomlSyntax.NameOf)];
        int start = table.OpenBracket!.Span.Offset;
        int end = TomlSyntax.EndOf(table.CloseBracket!);
        _keys.Add((_path, new KeySpan(outer: null, name: null)
        {
            Start = start,
            KeyStart = start,
            KeyEnd = end,
            ValueStart = end,
            ValueEnd = end,
        }));
        DefaultVisit(table);
    }
}
