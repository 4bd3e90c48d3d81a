using System.Buffers;
using System.Globalization;
using System.Text;

namespace P5.Toml;

/// <summary>Reads one string of any of TOML's four kinds, from its opening to its closing quotes.</summary>
internal sealed class StringScanner(string text, int start, Action<int, string> report)
{
    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private readonly StringBuilder _value = new();
    private readonly char _quote = text[start];
    private int _offset = start;

    public TokenKind Kind { get; private set; }

    /// <summary>The offset behind the closing quotes.</summary>
    public int End => _offset;

    public string Value => _value.ToString();

    private bool IsBasic => _quote == '"';

    /// <summary>Reads the string; what is wrong inside it is reported and passed over.</summary>
    /// <returns>False if the string does not end.</returns>
    public bool Scan()
    {
        int opening = _offset;
        bool isMultiLine = CountQuotes() >= 3;
        Kind = (IsBasic, isMultiLine) switch
        {
            (true, true) => TokenKind.MultiLineBasicString,
            (true, false) => TokenKind.BasicString,
            (false, true) => TokenKind.MultiLineLiteralString,
            (false, false) => TokenKind.LiteralString,
        };
        if (isMultiLine ? ScanMultiLine() : ScanSingleLine())
        {
            return true;
        }

        report(opening, isMultiLine
            ? $"This multi-line string has no closing {new string(_quote, 3)}."
            : $"This string has no closing {_quote} on its line.");
        return false;
    }

    private bool ScanSingleLine()
    {
        _offset++;
        while (_offset < text.Length && TextRules.LineEndLength(text, _offset) == 0)
        {
            if (text[_offset] == _quote)
            {
                _offset++;
                return true;
            }

            ScanCharacter(multiLine: false);
        }

        return false;
    }

    private bool ScanMultiLine()
    {
        _offset += 3;
        _offset += TextRules.LineEndLength(text, _offset);
        while (_offset < text.Length)
        {
            int lineEnd = TextRules.LineEndLength(text, _offset);
            if (lineEnd > 0)
            {
                _value.Append(text, _offset, lineEnd);
                _offset += lineEnd;
            }
            else if (text[_offset] != _quote)
            {
                ScanCharacter(multiLine: true);
            }
            else if (ScanQuotes())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One or two quotes are text, also right before the three that close.</summary>
    private bool ScanQuotes()
    {
        int quotes = Math.Min(CountQuotes(), 5);
        _offset += quotes;
        bool closes = quotes >= 3;
        _value.Append(_quote, closes ? quotes - 3 : quotes);
        return closes;
    }

    private void ScanCharacter(bool multiLine)
    {
        char c = text[_offset];
        if (c == '\\' && IsBasic)
        {
            ScanEscape(multiLine);
            return;
        }

        if (TextRules.IsForbidden(c) || TextRules.IsLoneSurrogate(text, _offset))
        {
            report(_offset, $"A string cannot hold the character {TextRules.Describe(text, _offset)} as it is"
                + (IsBasic ? "; write it as an escape." : "; use double quotes and an escape."));
        }

        _value.Append(c);
        _offset++;
    }

    private void ScanEscape(bool multiLine)
    {
        if (multiLine && TrySkipLineContinuation())
        {
            return;
        }

        int escape = _offset++;
        char c = _offset < text.Length ? text[_offset] : '\0';
        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            _offset++;
            ScanCodePoint(escape, digits);
        }
        else if (SimpleEscape(c) is { } character)
        {
            _offset++;
            _value.Append(character);
        }
        else
        {
            report(escape, $"\\ before {TextRules.Describe(text, _offset)} is no escape. Write \\\\ for a backslash, "
                + "or put the text in single quotes.");
        }
    }

    private static char? SimpleEscape(char c) => c switch
    {
        'b' => '\b',
        't' => '\t',
        'n' => '\n',
        'f' => '\f',
        'r' => '\r',
        'e' => '\u001B',
        '"' or '\\' => c,
        _ => null,
    };

    private void ScanCodePoint(int escape, int digits)
    {
        ReadOnlySpan<char> number = text.AsSpan(_offset, Math.Min(digits, text.Length - _offset));
        if (number.Length < digits || number.ContainsAnyExcept(s_hexDigits))
        {
            report(escape, $"This escape needs {digits} hexadecimal digits.");
            return;
        }

        _offset += digits;
        uint codePoint = uint.Parse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (!Rune.IsValid(codePoint))
        {
            report(escape, "This escape names no Unicode character.");
            return;
        }

        _value.Append(new Rune(codePoint).ToString());
    }

    /// <summary>A backslash at the end of a line takes the line end and all white space after it away.</summary>
    private bool TrySkipLineContinuation()
    {
        int end = _offset + 1;
        while (end < text.Length && TextRules.IsWhitespace(text[end]))
        {
            end++;
        }

        if (TextRules.LineEndLength(text, end) == 0)
        {
            return false;
        }

        while (end < text.Length
            && (TextRules.IsWhitespace(text[end]) || TextRules.LineEndLength(text, end) > 0))
        {
            end += Math.Max(TextRules.LineEndLength(text, end), 1);
        }

        _offset = end;
        return true;
    }

    private int CountQuotes()
    {
        int end = _offset;
        while (end < text.Length && text[end] == _quote)
        {
            end++;
        }

        return end - _offset;
    }
}
