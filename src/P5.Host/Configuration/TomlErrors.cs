using Tomlyn.Syntax;

namespace P5.Host;

/// <summary>
/// Reports what Tomlyn finds wrong with a text, in the project's own words: Tomlyn's messages quote values, which may
/// be secrets. Tomlyn has no ids for its errors, so the wording of its message selects the sentence.
/// </summary>
internal sealed class TomlErrors
{
    private readonly ConfigFileText _source;
    private readonly string _text;
    private readonly DocumentSyntax _document;
    private readonly BrokenNodes _broken;
    private readonly List<int> _lineStarts = [0];

    public TomlErrors(ConfigFileText source, DocumentSyntax document)
    {
        _source = source;
        _text = source.Text;
        _document = document;
        _broken = BrokenNodes.Of(document);
        for (int feed = _text.IndexOf('\n'); feed >= 0; feed = _text.IndexOf('\n', feed + 1))
        {
            _lineStarts.Add(feed + 1);
        }
    }

    /// <summary>The sentence for something else in a key's place.</summary>
    public static string KeyExpected(string text, int offset) =>
        $"A key was expected here, not {TomlCharacters.Describe(text, offset)}. "
        + "Characters other than A-Z, a-z, 0-9, _ and - need quotes.";

    /// <summary>
    /// Reports one error a line, in the order of the text, up to one after which nothing can be read.
    /// </summary>
    public void Report()
    {
        var problems = new List<TomlProblem>();
        var lines = new HashSet<int>();
        // Of several errors at one place the lexer's are the exact ones, and the parser's first leads to its others.
        DiagnosticMessage[] errors =
            [.. _document.Diagnostics.Where(error => !IsMistaken(error)).OrderBy(OffsetOf).ThenBy(IsOfParser)];
        foreach (DiagnosticMessage error in errors)
        {
            if (Translate(error, problems) is not { } problem)
            {
                continue;
            }

            if (lines.Add(LineOf(problem.Offset)) && problem.Sentence is not null)
            {
                problems.Add(problem);
            }

            // More are not listed, and each takes as long as reading its line.
            if (problem.IsLast || problems.Count > ConfigFileText.MaximumErrors)
            {
                break;
            }
        }

        if (problems.Count == 0 && errors is [var first, ..])
        {
            problems.Add(Unknown(OffsetOf(first)));
        }

        foreach (TomlProblem problem in problems.OrderBy(problem => problem.Offset))
        {
            int line = LineOf(problem.Offset);
            int column = problem.Offset - _lineStarts[line] + 1;
            _source.ReportMalformed(line + 1, column, key: null, problem.Sentence!);
        }
    }

    private static TomlProblem Unknown(int offset) => new(offset, "This is not valid TOML.");

    private static bool IsOfParser(DiagnosticMessage error) =>
        error.Message.StartsWith("Unexpected token", StringComparison.Ordinal)
        || error.Message.StartsWith("Missing a `,`", StringComparison.Ordinal)
        || error.Message.StartsWith("Expecting `=`", StringComparison.Ordinal);

    /// <summary>
    /// Whether there is no such error. Tomlyn reads U+FFFD as half of a surrogate pair, which a decoded file cannot
    /// have; and it misses the line end after a backslash and spaces if the next line is not indented.
    /// </summary>
    private bool IsMistaken(DiagnosticMessage error) =>
        error.Message.StartsWith("Invalid UTF-16 surrogate", StringComparison.Ordinal)
        || (error.Message.StartsWith("Invalid escape `\\`", StringComparison.Ordinal)
            && _text.AsSpan(error.Span.Offset).TrimStart(" \t") is ['\r', '\n', ..] or ['\n', ..]);

    /// <summary>
    /// The place of an error. An error found at the end of the file can be at its start; only a key can be missing
    /// there.
    /// </summary>
    private int OffsetOf(DiagnosticMessage error) =>
        error.Span.Offset > 0
        || error.Message.StartsWith("Unexpected token [", StringComparison.Ordinal)
        || error.Message.StartsWith("Invalid ", StringComparison.Ordinal)
            ? Math.Min(error.Span.Offset, _text.Length)
            : _text.Length;

    /// <summary>The place of an error that Tomlyn finds at the end of a line, after a comment.</summary>
    private int BeforeComment(int offset) => _broken.CommentBefore(offset) ?? offset;

    private int LineOf(int offset)
    {
        int index = _lineStarts.BinarySearch(offset);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>Finds the sentence for an error; null if an earlier one has led to it.</summary>
    private TomlProblem? Translate(DiagnosticMessage error, List<TomlProblem> earlier)
    {
        int offset = OffsetOf(error);
        string message = error.Message;
        return message switch
        {
            _ when Ends("` for a value") => Value(offset, earlier),
            _ when Ends("expecting token `newline`") => RestOfLine(offset),
            _ when Ends("(token: `closebracket`)") => EndOfHeader(BeforeComment(offset), "]"),
            _ when Ends("(token: `closebracketdouble`)") => EndOfHeader(BeforeComment(offset), "]]"),
            _ when Ends("` for a base key") || Starts("Unexpected token [") => Key(BeforeComment(offset)),
            _ when Ends("closing `]` for an array") => ArrayItem(offset, earlier),
            _ when Starts("Missing a `,`") => ArrayItem(offset),
            _ when Starts("Unexpected token `") => InlineTableItem(offset, earlier),
            _ when Starts("Expecting `=` after a key") => EqualsSign(BeforeComment(offset)),
            _ when Starts("Unexpected token end-of-line found") => MissingValue(offset),
            _ when Starts("Invalid newline in a string") || Starts("Invalid End-Of-File") => UnclosedString(offset),
            _ when Starts("Invalid \\r not followed by") || (Ends(" in comment") && _text[offset] == '\r') =>
                new TomlProblem(offset, TomlScalarErrors.LoneReturn),
            _ when Ends(" in comment") => new TomlProblem(
                offset, $"A comment cannot contain the character {TomlCharacters.Describe(_text, offset)}."),
            _ => new TomlScalarErrors(_text).Explain(offset, error) ?? Unknown(offset),
        };

        bool Starts(string start) => message.StartsWith(start, StringComparison.Ordinal);

        bool Ends(string end) => message.EndsWith(end, StringComparison.Ordinal);
    }

    private TomlProblem Key(int offset) =>
        MultiLineKey(offset) ?? new TomlProblem(offset, KeyExpected(_text, offset));

    private TomlProblem EqualsSign(int offset) => MultiLineKey(offset) ?? new TomlProblem(
        offset, $"'=' and a value must follow the key, not {TomlCharacters.Describe(_text, offset)}.");

    /// <summary>Three quotes in a key's place are read as an empty key and the start of another string.</summary>
    private TomlProblem? MultiLineKey(int offset) =>
        offset >= 2 && offset < _text.Length && _text[offset] is '"' or '\'' && _text[offset - 1] == _text[offset]
            && _text[offset - 2] == _text[offset]
            ? new TomlProblem(offset - 2, "A key cannot be a multi-line string; use one quote on each side.")
            : null;

    private TomlProblem EndOfHeader(int offset, string closing)
    {
        if (MultiLineKey(offset) is { } key)
        {
            return key;
        }

        // The lexer reads ]] as one, so the second bracket is what is too much.
        return closing == "]" && offset < _text.Length && _text[offset] == ']'
            ? new TomlProblem(offset + 1, AfterEnd("header", offset + 1))
            : new TomlProblem(
                offset, $"The header needs {closing} here, not {TomlCharacters.Describe(_text, offset)}.");
    }

    private TomlProblem RestOfLine(int offset)
    {
        if (_text.AsSpan(_lineStarts[LineOf(offset)]..offset).TrimStart(" \t").IsEmpty)
        {
            // After a header without its end the parser misses the line end too.
            return new TomlProblem(offset, Sentence: null);
        }

        return TomlScalarErrors.InsideWord(_text, offset)
            ?? new TomlProblem(offset, AfterEnd(_broken.IsAfterHeader(offset) ? "header" : "value", offset));
    }

    private string AfterEnd(string name, int offset) =>
        $"Only a comment can follow the {name} on its line, not {TomlCharacters.Describe(_text, offset)}.";

    private TomlProblem? Value(int offset, List<TomlProblem> earlier)
    {
        if (offset < _text.Length)
        {
            return TomlScalarErrors.NoValue(_text, offset);
        }

        return _broken.UnclosedAt(offset) is { } node
            ? Unclosed(node, earlier)
            : MissingValue(offset);
    }

    private TomlProblem MissingValue(int lineEnd) => new(BeforeComment(lineEnd), "A value is missing here.");

    private TomlProblem? ArrayItem(int offset, List<TomlProblem> earlier) => offset == _text.Length
        ? Unclosed(_broken.UnclosedAt(offset)!, earlier)
        : ArrayItem(offset) with { IsLast = true };

    private TomlProblem ArrayItem(int offset) => TomlScalarErrors.InsideWord(_text, offset) ?? new TomlProblem(
        offset, $"The array needs ',' or ']' here, not {TomlCharacters.Describe(_text, offset)}.");

    private TomlProblem? InlineTableItem(int offset, List<TomlProblem> earlier)
    {
        if (offset == _text.Length)
        {
            return Unclosed(_broken.UnclosedAt(offset)!, earlier);
        }

        TomlProblem problem = _broken.NeedsKey(offset)
            ? Key(offset)
            : TomlScalarErrors.InsideWord(_text, offset) ?? new TomlProblem(
                offset, $"The inline table needs ',' or '}}' here, not {TomlCharacters.Describe(_text, offset)}.");
        return problem with { IsLast = true };
    }

    private static TomlProblem? Unclosed(ValueSyntax node, List<TomlProblem> earlier)
    {
        (string name, char close) = node is ArraySyntax ? ("array", ']') : ("inline table", '}');
        int start = node.Span.Offset;
        return earlier.Exists(problem => problem.Offset >= start)
            ? null
            : new TomlProblem(start, $"This {name} is not closed: '{close}' is missing.") { IsLast = true };
    }

    private TomlProblem UnclosedString(int offset)
    {
        if (_broken.StringAt(offset) is not { } node)
        {
            return new TomlProblem(offset, "This string has no closing quote.") { IsLast = true };
        }

        int start = node.Span.Offset;
        char quote = _text[start];
        bool isMultiLine = node.Token!.TokenKind is TokenKind.StringMulti or TokenKind.StringLiteralMulti;
        return new TomlProblem(start, isMultiLine
            ? $"This multi-line string has no closing {new string(quote, 3)}."
            : $"This string has no closing {quote} on its line.")
        {
            IsLast = true,
        };
    }
}

/// <summary>One thing that is wrong with a TOML text.</summary>
/// <param name="Offset">Where it is wrong.</param>
/// <param name="Sentence">
/// What is wrong. It has keys and single characters at most, never a value, because values may be secrets. Null for
/// what follows from an earlier error, as do all other errors in its line.
/// </param>
internal sealed record TomlProblem(int Offset, string? Sentence)
{
    /// <summary>Whether the text after it cannot be read: a string, an array or an inline table does not end.</summary>
    public bool IsLast { get; init; }
}
