using System.Globalization;

namespace P5.Host;

/// <summary>
/// Finds what is wrong with a date or time: its form, or that .NET cannot represent it. Years are 1 to 9999, the offset
/// is 14 hours at most, and a second is divided into ten million parts.
/// </summary>
internal sealed class TomlDateErrors
{
    public const string TimeExpected = "A date and its time are separated by T or one space.";

    private const int FractionDigits = 7;

    private readonly string _word;
    private int _offset;
    private string? _problem;

    private TomlDateErrors(string word) => _word = word;

    private char Current => _offset < _word.Length ? _word[_offset] : '\0';

    /// <summary>Whether a word has the form of a date, whatever its numbers.</summary>
    public static bool IsDate(string word) =>
        word.Length == 10 && word[4] == '-' && word[7] == '-' && !word.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9');

    /// <summary>The problem with a word that Tomlyn rejects as a date or time.</summary>
    /// <param name="word">The word.</param>
    /// <param name="offset">Where it starts in the text.</param>
    public static TomlProblem Explain(string word, int offset)
    {
        if (!LooksLikeDate(word) && !LooksLikeTime(word))
        {
            int end = word.AsSpan(1).IndexOfAnyExceptInRange('0', '9') + 1;
            return new TomlProblem(
                offset + end,
                $"A number cannot contain {TomlCharacters.Describe(word, end)}; strings need quotes.");
        }

        var errors = new TomlDateErrors(word);
        bool isValid = LooksLikeTime(word) ? errors.ReadTime() && errors.ReadEnd() : errors.ReadDate();
        return isValid
            ? new TomlProblem(offset, "This date and time must be in the years 1 to 9999 of UTC.")
            : new TomlProblem(offset + errors._offset, errors._problem!);
    }

    private static bool LooksLikeDate(string word) =>
        word.Length > 4 && word[4] == '-' && !word.AsSpan(0, 4).ContainsAnyExceptInRange('0', '9');

    private static bool LooksLikeTime(string word) =>
        word.Length > 2 && word[2] == ':' && char.IsAsciiDigit(word[0]) && char.IsAsciiDigit(word[1]);

    private bool ReadDate()
    {
        if (!ReadNumber(4, 1, 9999, "year", out int year) || !Expect('-')
            || !ReadNumber(2, 1, 12, "month", out int month) || !Expect('-')
            || !ReadNumber(2, 1, DateTime.DaysInMonth(year, month), "day", out _))
        {
            return false;
        }

        if (Current == '\0')
        {
            return true;
        }

        if (!Skip('T') && !Skip('t') && !Skip(' '))
        {
            return Fail(TimeExpected);
        }

        return ReadTime() && (Current == '\0' || ReadOffset());
    }

    private bool ReadTime() =>
        ReadNumber(2, 0, 23, "hour", out _) && Expect(':') && ReadNumber(2, 0, 59, "minute", out _)
        && (!Skip(':') || (ReadNumber(2, 0, 59, "second", out _) && (!Skip('.') || ReadFraction())));

    private bool ReadFraction()
    {
        int start = _offset;
        while (char.IsAsciiDigit(Current))
        {
            if (_offset++ == start + FractionDigits)
            {
                _offset = start + FractionDigits;
                return Fail($"A fraction of a second can have {FractionDigits} digits at most.");
            }
        }

        return _offset > start || Fail("A fraction of a second needs a digit.");
    }

    private bool ReadOffset()
    {
        if (Skip('Z') || Skip('z'))
        {
            return ReadEnd();
        }

        if (!Skip('-') && !Skip('+'))
        {
            return Fail("Only Z or an offset such as +02:00 can follow a time.");
        }

        return ReadNumber(2, 0, 14, "offset's hour", out int hours) && Expect(':')
            && ReadNumber(2, 0, 59, "offset's minute", out int minutes)
            && (hours < 14 || minutes == 0 || Fail("The offset must be 14:00 at most.")) && ReadEnd();
    }

    private bool ReadNumber(int digits, int minimum, int maximum, string name, out int value)
    {
        value = 0;
        int start = _offset;
        for (; _offset < start + digits; _offset++)
        {
            if (!char.IsAsciiDigit(Current))
            {
                return Fail($"The {name} needs {digits} digits.");
            }

            value = (value * 10) + (Current - '0');
        }

        if (value >= minimum && value <= maximum)
        {
            return true;
        }

        _offset = start;
        return Fail(string.Create(CultureInfo.InvariantCulture, $"The {name} must be {minimum} to {maximum}."));
    }

    private bool ReadEnd() => Current == '\0' || Fail("The date or time must end here.");

    private bool Expect(char c) => Skip(c) || Fail($"'{c}' expected in a date or time.");

    private bool Skip(char c)
    {
        if (Current != c)
        {
            return false;
        }

        _offset++;
        return true;
    }

    private bool Fail(string problem)
    {
        _problem = problem;
        return false;
    }
}
