using System.Text;

namespace P5.Host;

/// <summary>
/// Reads dotenv as the common libraries do: <c>NAME=value</c> or <c>export NAME=value</c>, with comments. White space
/// around names and values is removed. Single quotes are literal, double quotes have escapes, quoted values may have
/// several lines. Variables in values are not expanded.
/// </summary>
internal sealed class DotenvReader
{
    private const string Export = "export";

    private const string NoAssignment =
        "the line is not NAME=value; shell syntax and other formats are not supported";

    private const string NoName = $"the text before '=' is not a name; {VariableRules.TextNameForm}";

    private const string Encoded =
        "the line looks like encoded data, not like NAME=value; write NAME='' for an empty value and quote a value "
        + "that begins with '='";

    private readonly string _text;
    private readonly List<KeyValuePair<string, string>> _variables = [];
    private readonly List<ReadingDifference> _differences = [];
    private int _offset;
    private int _line = 1;

    private DotenvReader(string text) => _text = text;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; line ends may be LF or CRLF.</param>
    /// <exception cref="VariableTextException">A line is in another format.</exception>
    public static VariableText Parse(string text)
    {
        var reader = new DotenvReader(text);
        while (reader._offset < text.Length)
        {
            reader.ReadEntry();
        }

        return new VariableText { Variables = reader._variables, Differences = reader._differences };
    }

    private void ReadEntry()
    {
        ReadOnlySpan<char> line = RestOfLine();
        if (line.Contains('\0'))
        {
            throw Fail("the line contains a NUL character");
        }

        ReadOnlySpan<char> trimmed = line.Trim();
        if (trimmed.IsEmpty || trimmed[0] == '#')
        {
            NextLine();
            return;
        }

        int sign = line.IndexOf('=');
        string name = ReadName(sign < 0 ? throw Fail(NoAssignment) : line[..sign].Trim());
        ReadOnlySpan<char> rest = line[(sign + 1)..];
        int blanks = rest.Length - rest.TrimStart().Length;
        _offset += sign + 1;
        string value = rest[blanks..] is ['\'' or '"', ..]
            ? ReadQuoted(_offset + blanks)
            : ReadPlain(name, rest);
        _variables.Add(new(name, value));
    }

    private string ReadName(ReadOnlySpan<char> name)
    {
        if (name.StartsWith(Export) && name.Length > Export.Length && char.IsWhiteSpace(name[Export.Length]))
        {
            name = name[Export.Length..].TrimStart();
            Note(ReadingDifferenceKind.Export);
        }

        return VariableRules.IsTextName(name) ? name.ToString() : throw Fail(NoName);
    }

    private string ReadPlain(string name, ReadOnlySpan<char> rest)
    {
        int comment = CommentStart(rest);
        if (comment >= 0)
        {
            rest = rest[..comment];
            Note(ReadingDifferenceKind.Comment);
        }

        string value = rest.Trim().ToString();

        // Base64 can end in one or two '=', and the text before them can look like a name.
        if (value == "=" || (value.Length == 0 && comment < 0 && IsLikeBase64(name)))
        {
            throw Fail(Encoded);
        }

        NextLine();
        return value;
    }

    /// <summary>Reads a quoted value and the rest of its last line.</summary>
    private string ReadQuoted(int start)
    {
        int end = _text[start] == '"' ? EndOfDoubleQuotes(start) : _text.IndexOf('\'', start + 1);
        if (end < 0)
        {
            throw Fail("the quote that opens on this line is not closed");
        }

        ReadOnlySpan<char> inner = _text.AsSpan((start + 1)..end);
        if (inner.Contains('\0'))
        {
            throw Fail("the value contains a NUL character");
        }

        // Editors and shells may change the line ends of the file. A carriage return must be written as an escape.
        string value = inner.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
        if (_text[start] == '"')
        {
            value = Unescape(value);
        }

        int lines = inner.Count('\n');
        if (lines > 0)
        {
            Note(ReadingDifferenceKind.SeveralLines);
        }

        _offset = end + 1;
        ReadOnlySpan<char> rest = RestOfLine().Trim();
        if (!rest.IsEmpty)
        {
            Note(rest[0] == '#'
                ? ReadingDifferenceKind.Comment
                : throw Fail("text follows the closing quote of the value that begins on this line"));
        }

        _line += lines;
        NextLine();
        return value;
    }

    private int EndOfDoubleQuotes(int start)
    {
        int index = start + 1;
        while (index < _text.Length && _text[index] != '"')
        {
            index += _text[index] == '\\' ? 2 : 1;
        }

        return index < _text.Length ? index : -1;
    }

    /// <summary>Replaces the known escapes; any other backslash is part of the value.</summary>
    private string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length && Unescape(value[i + 1]) is { } c)
            {
                text.Append(c);
                i++;
            }
            else
            {
                text.Append(value[i]);
            }
        }

        if (text.Length < value.Length)
        {
            Note(ReadingDifferenceKind.Escape);
        }

        return text.ToString();
    }

    private static char? Unescape(char escaped) => escaped switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '\\' or '"' or '$' or '`' => escaped,
        _ => null,
    };

    /// <summary>The index of a comment, which begins with '#' after white space; -1 if there is none.</summary>
    private static int CommentStart(ReadOnlySpan<char> rest)
    {
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '#' && char.IsWhiteSpace(rest[i - 1]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether a name and the '=' after it have the length and the characters of padded base64, such as a key of 32
    /// bytes. Names that consist of words have few capital letters, and no digits among letters of both cases.
    /// </summary>
    internal static bool IsLikeBase64(string name) =>
        name.Length >= 11
        && name.Length % 4 == 3
        && !name.Contains('.', StringComparison.Ordinal)
        && name.Any(char.IsAsciiLetterLower)
        && name.Count(char.IsAsciiLetterUpper) is var capitals and > 0
        && (capitals * 3 >= name.Length || name.Any(char.IsAsciiDigit));

    private ReadOnlySpan<char> RestOfLine()
    {
        ReadOnlySpan<char> rest = _text.AsSpan(_offset);
        int end = rest.IndexOf('\n');
        return end < 0 ? rest : rest[..end];
    }

    private void NextLine()
    {
        _offset += RestOfLine().Length + 1;
        _line++;
    }

    private void Note(ReadingDifferenceKind kind) => _differences.Add(new ReadingDifference(_line, kind));

    private VariableTextException Fail(string problem) => new(_line, problem);
}
