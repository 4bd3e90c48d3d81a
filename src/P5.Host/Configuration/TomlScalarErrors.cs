using Tomlyn.Syntax;

namespace P5.Host;

/// <summary>Finds the sentence and the place for an error inside a string, a number, a date or a boolean.</summary>
internal sealed class TomlScalarErrors(string text)
{
    public const string IntegerTooLarge = "This number does not fit into 64 bits.";

    public const string LoneReturn = "A carriage return must be followed by a line feed.";

    private const string DigitMissing = "A digit is missing here; strings need quotes.";
    private const string LeadingZero = 
        "A number cannot start with 0 unless it is 0. Put text, such as an account number, in quotes; octal is 0o17.";
    private const string Underscore = "An underscore in a number must be between two digits.";

    private const string NotAWord =
        "This is not a value. Strings need quotes; booleans are true and false in lower case.";

    /// <summary>
    /// The problem at an offset at which no value starts; null in a number, for which another error is reported.
    /// </summary>
    public static TomlProblem? NoValue(string text, int offset)
    {
        char c = text[offset];
        char next = offset + 1 < text.Length ? text[offset + 1] : '\0';
        return c switch
        {
            '+' or '-' when char.IsAsciiDigit(next) => null,
            '+' or '-' => new TomlProblem(offset + 1, DigitMissing),
            '.' => new TomlProblem(offset, DigitMissing),
            _ when char.IsAsciiDigit(c) => null,
            _ when TomlCharacters.IsWord(c) => new TomlProblem(offset, NotAWord),
            _ => new TomlProblem(
                offset, $"A value cannot start with {TomlCharacters.Describe(text, offset)}; strings need quotes."),
        };
    }

    /// <summary>
    /// The problem at an offset at which a value should have ended but its word continues; null if it does not.
    /// </summary>
    public static TomlProblem? InsideWord(string text, int offset)
    {
        int start = offset;
        while (start > 0 && TomlCharacters.IsWord(text[start - 1]))
        {
            start--;
        }

        if (start == offset || offset == text.Length || !TomlCharacters.IsWord(text[offset]))
        {
            return null;
        }

        string character = TomlCharacters.Describe(text, offset);
        return text[start..offset] switch
        {
            [not ('+' or '-' or (>= '0' and <= '9')), ..] => new TomlProblem(start, NotAWord),
            ['0', 'x' or 'o' or 'b', ..] => new TomlProblem(offset, $"{character} is not a digit of this number."),
            var word when TomlDateErrors.IsDate(word) => new TomlProblem(offset, TomlDateErrors.TimeExpected),
            _ => new TomlProblem(offset, $"A number cannot contain {character}; strings need quotes."),
        };
    }

    /// <summary>The problem for an error of Tomlyn's lexer, or null.</summary>
    public TomlProblem? Explain(int offset, DiagnosticMessage error)
    {
        string message = error.Message;
        return message switch
        {
            _ when Starts("Invalid control character") => ForbiddenCharacter(offset),
            _ when Starts("Unexpected escape character") => Escape(offset),
            _ when Starts("Invalid escape `\\x`") => new TomlProblem(offset - 1, DigitsNeeded(2)),
            _ when Starts("Invalid escape `\\`") => NoEscape(offset - 1),
            _ when Starts("Invalid Unicode scalar") => new TomlProblem(
                offset - 1, "This escape is not a Unicode character."),
            _ when Starts("Multiple leading 0") => new TomlProblem(offset - 1, LeadingZero),
            _ when Starts("Unexpected leading zero") => new TomlProblem(offset, LeadingZero),
            _ when Starts("An underscore") => new TomlProblem(offset, Underscore),
            _ when Starts("Missing a digit") || Starts("Expecting at least one digit") =>
                new TomlProblem(offset, DigitMissing),
            _ when Starts("Unable to parse integer") || Starts("Invalid size of") =>
                new TomlProblem(offset, IntegerTooLarge),
            _ when Starts("Invalid capital") => InsideWord(text, offset),
            _ when Starts("Unable to parse the date") || Starts("Invalid format of date") || Starts("Invalid prefix") =>
                TomlDateErrors.Explain(text.Substring(offset, error.Span.Length), offset),
            _ when message.Contains(" integer. Expecting at least", StringComparison.Ordinal) =>
                new TomlProblem(offset + "0x".Length, DigitMissing),
            _ when message.Contains(" integer. Expecting a", StringComparison.Ordinal) =>
                new TomlProblem(EndOfWord(offset), DigitMissing),
            _ => null,
        };

        bool Starts(string start) => message.StartsWith(start, StringComparison.Ordinal);
    }

    /// <summary>
    /// The problem of a string that Tomlyn accepts, or null: a backslash before white space that is not followed by the
    /// end of the line, or a carriage return in what such a backslash removes.
    /// </summary>
    public TomlProblem? InAcceptedString(int start, string token)
    {
        if (token[0] != '"' || !token.Contains('\\'))
        {
            return null;
        }

        for (int i = token.IndexOf('\r'); i >= 0; i = token.IndexOf('\r', i + 1))
        {
            if (token[i + 1] != '\n')
            {
                return new TomlProblem(start + i, LoneReturn);
            }
        }

        int backslash = FindLooseBackslash(token, token.StartsWith("\"\"\"", StringComparison.Ordinal));
        return backslash < 0 ? null : NoEscape(start + backslash);
    }

    private static int FindLooseBackslash(string token, bool isMultiLine)
    {
        for (int i = token.IndexOf('\\'); i >= 0; i = token.IndexOf('\\', i + 2))
        {
            int end = i + 1;
            while (TomlCharacters.IsWhitespace(token[end]))
            {
                end++;
            }

            bool atLineEnd = token[end] is '\r' or '\n';
            if (isMultiLine ? end > i + 1 && !atLineEnd : end > i + 1 || atLineEnd)
            {
                return i;
            }
        }

        return -1;
    }

    private static string DigitsNeeded(int digits) => $"This escape needs {digits} hexadecimal digits.";

    private TomlProblem NoEscape(int backslash) => new(
        backslash,
        $"\\ before {TomlCharacters.Describe(text, backslash + 1)} is not an escape sequence. "
        + "Write \\\\ for a backslash, or put the text in single quotes.");

    /// <summary>The error is after the backslash, or after the digits that there are.</summary>
    private TomlProblem Escape(int offset)
    {
        int letter = offset - 1;
        while (char.IsAsciiHexDigit(text[letter]))
        {
            letter--;
        }

        return text[letter] is 'u' or 'U' && text[letter - 1] == '\\' && text[offset - 1] != '\\'
            ? new TomlProblem(letter - 1, DigitsNeeded(text[letter] == 'u' ? 4 : 8))
            : NoEscape(offset - 1);
    }

    /// <summary>The error is at the start of the string.</summary>
    private TomlProblem? ForbiddenCharacter(int start)
    {
        int offset = start;
        while (offset < text.Length && (!TomlCharacters.IsForbidden(text[offset]) || text[offset] is '\r' or '\n'))
        {
            offset++;
        }

        // A backslash at the end of the file is one too.
        return offset == text.Length ? null : new TomlProblem(
            offset,
            $"A string cannot contain the character {TomlCharacters.Describe(text, offset)}"
            + (text[start] == '"' ? "; write it as an escape." : "; use double quotes and an escape."));
    }

    private int EndOfWord(int offset)
    {
        while (offset < text.Length && TomlCharacters.IsWord(text[offset]))
        {
            offset++;
        }

        return offset;
    }
}
