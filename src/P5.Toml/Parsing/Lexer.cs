namespace P5.Toml;

/// <summary>
/// Cuts the text into tokens. TOML's tokens depend on where they stand (<c>1.2</c> is a key on the left of
/// <c>=</c> and a number on the right), so the parser asks for the kind it can use and decides what is trivia.
/// </summary>
internal sealed class Lexer(string text)
{
    // Signs, spaces, line feeds: a large file has millions of them, all alike.
    private static readonly string?[] s_signs = new string?[128];

    private readonly LineMap _lines = new(text);
    private readonly List<TomlDiagnostic> _diagnostics = [];
    private List<SyntaxTrivia> _pending = [];

    public IReadOnlyList<TomlDiagnostic> Diagnostics => _diagnostics;

    /// <summary>The characters read so far.</summary>
    public int Offset { get; private set; }

    public bool AtEnd => Offset >= text.Length;

    public bool AtLineEnd => AtEnd || TextRules.LineEndLength(text, Offset) > 0;

    /// <summary>What was read since the last token; the next token takes it.</summary>
    public List<SyntaxTrivia> Pending => _pending;

    public TextPosition Position => _lines[Offset];

    public bool At(char c) => !AtEnd && text[Offset] == c;

    public bool At(string expected) => text.AsSpan(Offset).StartsWith(expected, StringComparison.Ordinal);

    public string DescribeCurrent() => TextRules.Describe(text, Offset);

    public void Report(int offset, string message, string? offending = null) =>
        _diagnostics.Add(new TomlDiagnostic(_lines[offset], message, offending));

    /// <summary>Reports what stands at the current place, which the message names.</summary>
    public void ReportCurrent(string message) => Report(Offset, message, DescribeCurrent());

    public void SkipSpace() => TakeSpace(_pending);

    /// <summary>Passes over white space, comments and line ends.</summary>
    public void SkipBlank()
    {
        if (Offset == 0 && At(TextRules.ByteOrderMark))
        {
            TakeTrivia(_pending, TriviaKind.ByteOrderMark, 1);
        }

        do
        {
            TakeSpace(_pending);
            TakeComment(_pending);
        }
        while (TakeLineEnd(_pending));
    }

    /// <summary>Gives the rest of the line to its last token if that is only white space and a comment.</summary>
    /// <returns>Whether the line, or the text, ends here.</returns>
    public bool EndLine(SyntaxToken last)
    {
        var rest = new List<SyntaxTrivia>(1);
        int start = Offset;
        TakeSpace(rest);
        TakeComment(rest);
        if (!TakeLineEnd(rest) && !AtEnd)
        {
            Offset = start;
            return false;
        }

        last.Trailing = rest;
        return true;
    }

    public SyntaxToken Take(TokenKind kind, int length, string? valueText = null)
    {
        string tokenText = Piece(length);
        var token = new SyntaxToken(kind, tokenText, valueText ?? tokenText, Position);
        if (_pending.Count > 0)
        {
            token.Leading = _pending;
            _pending = [];
        }

        Offset += length;
        return token;
    }

    /// <summary>Reads one part of a key; null, with a diagnostic, where there is none.</summary>
    public SyntaxToken? TakeKeyPart()
    {
        if (At('"') || At('\''))
        {
            int start = Offset;
            SyntaxToken? token = TakeString();
            if (token?.Kind is TokenKind.MultiLineBasicString or TokenKind.MultiLineLiteralString)
            {
                Report(start, "A key cannot be a multi-line string; use one quote on each side.");
                return null;
            }

            return token;
        }

        int length = Run(TextRules.IsBareKey);
        if (length == 0)
        {
            ReportCurrent($"A key was expected here, not {DescribeCurrent()}. "
                + "Other characters than A-Z, a-z, 0-9, _ and - need quotes.");
            return null;
        }

        return Take(TokenKind.BareKey, length);
    }

    /// <summary>Reads a string of any of the four kinds; null, with a diagnostic, if it does not end.</summary>
    public SyntaxToken? TakeString()
    {
        var scanner = new StringScanner(text, Offset, (offset, message) =>
            Report(offset, message, TextRules.Describe(text, offset)));
        if (scanner.Scan())
        {
            return Take(scanner.Kind, scanner.End - Offset, scanner.Value);
        }

        // Where a string does not end, all up to here is its text; reading on inside it would find errors at random.
        Offset = scanner.End;
        return null;
    }

    /// <summary>Reads a number, a boolean, a date or a time; null, with a diagnostic, where there is none.</summary>
    public ScalarSyntax? TakeWord()
    {
        int length = WordLength();
        if (length == 0)
        {
            ReportCurrent(AtLineEnd || At('#')
                ? "A value is missing here."
                : $"No value starts with {DescribeCurrent()}; text needs quotes.");
            return null;
        }

        var reader = new WordReader(text.Substring(Offset, length), Position);
        if (reader.Read() is { } value)
        {
            return new ScalarSyntax(Take(TokenKind.Word, length), value);
        }

        Report(Offset + reader.ErrorOffset, reader.Error);
        return null;
    }

    /// <summary>
    /// Gives up on the text from a place to the end of the current line: it becomes trivia of the next token.
    /// </summary>
    /// <param name="start">Where the text starts that could not be read.</param>
    /// <param name="leading">The trivia before it.</param>
    /// <param name="leadingCount">How many there were; what came after them is part of the text.</param>
    public void SkipLine(int start, List<SyntaxTrivia> leading, int leadingCount)
    {
        while (!AtLineEnd)
        {
            Offset++;
        }

        _pending = leading;
        _pending.RemoveRange(leadingCount, _pending.Count - leadingCount);
        _pending.Add(new SyntaxTrivia(TriviaKind.Skipped, text[start..Offset]));
    }

    private int Run(Func<char, bool> belongs, int from = 0)
    {
        int end = Offset + from;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return end - Offset;
    }

    private int WordLength()
    {
        // A date and its time may have a space between them; nothing else that is valid continues so.
        int length = Run(TextRules.IsWord);
        int next = Offset + length;
        bool timeFollows = next + 1 < text.Length && text[next] == ' ' && char.IsAsciiDigit(text[next + 1]);
        return timeFollows && DateTimeReader.IsDate(text.AsSpan(Offset, length))
            ? Run(TextRules.IsWord, from: length + 1)
            : length;
    }

    private void TakeSpace(List<SyntaxTrivia> target) =>
        TakeTrivia(target, TriviaKind.Whitespace, Run(TextRules.IsWhitespace));

    private bool TakeLineEnd(List<SyntaxTrivia> target) =>
        TakeTrivia(target, TriviaKind.NewLine, TextRules.LineEndLength(text, Offset));

    private void TakeComment(List<SyntaxTrivia> target)
    {
        if (!At('#'))
        {
            return;
        }

        int? forbidden = null;
        int end = Offset;
        for (; end < text.Length && TextRules.LineEndLength(text, end) == 0; end++)
        {
            if (TextRules.IsForbidden(text[end]) || TextRules.IsLoneSurrogate(text, end))
            {
                forbidden ??= end;
            }
        }

        if (forbidden is { } offset)
        {
            string found = TextRules.Describe(text, offset);
            Report(offset, $"A comment cannot hold the character {found}.", found);
        }

        TakeTrivia(target, TriviaKind.Comment, end - Offset);
    }

    private bool TakeTrivia(List<SyntaxTrivia> target, TriviaKind kind, int length)
    {
        if (length == 0)
        {
            return false;
        }

        target.Add(new SyntaxTrivia(kind, Piece(length)));
        Offset += length;
        return true;
    }

    private string Piece(int length) => length == 1 && text[Offset] < s_signs.Length
        ? s_signs[text[Offset]] ??= text[Offset].ToString()
        : text.Substring(Offset, length);
}
