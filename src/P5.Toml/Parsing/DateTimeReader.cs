namespace P5.Toml;

/// <summary>Reads TOML's dates and times: RFC 3339, where the seconds may be left out.</summary>
internal sealed class DateTimeReader(string word, TextPosition position)
{
    private int _offset;

    public string Error { get; private set; } = string.Empty;

    public int ErrorOffset { get; private set; }

    private bool AtEnd => _offset >= word.Length;

    /// <summary>Whether the word has a date's or a time's punctuation, so that it can be nothing else.</summary>
    public static bool LooksLike(ReadOnlySpan<char> word) =>
        (word.Length > 4 && word[4] == '-' && !word[..4].ContainsAnyExceptInRange('0', '9'))
        || (word.Length > 2 && word[2] == ':' && !word[..2].ContainsAnyExceptInRange('0', '9'));

    /// <summary>Whether the word has the form of a date, whatever its numbers.</summary>
    public static bool IsDate(ReadOnlySpan<char> word) =>
        word.Length == 10 && LooksLike(word) && word[7] == '-'
        && char.IsAsciiDigit(word[5]) && char.IsAsciiDigit(word[6])
        && char.IsAsciiDigit(word[8]) && char.IsAsciiDigit(word[9]);

    public TomlValue? Read()
    {
        var parts = default(DateTimeParts);
        if (word[2] == ':')
        {
            return ReadTime(ref parts) && EndsHere() ? new TomlLocalTime(position, parts) : null;
        }

        if (!ReadDate(ref parts))
        {
            return null;
        }

        if (AtEnd)
        {
            return new TomlLocalDate(position, parts);
        }

        if (word[_offset] is not ('T' or 't' or ' '))
        {
            Fail("T or one space must stand between a date and its time.");
            return null;
        }

        _offset++;
        if (!ReadTime(ref parts))
        {
            return null;
        }

        if (AtEnd)
        {
            return new TomlLocalDateTime(position, parts);
        }

        return ReadOffset(ref parts) && EndsHere() ? new TomlOffsetDateTime(position, parts) : null;
    }

    private bool ReadDate(ref DateTimeParts parts)
    {
        if (!ReadNumber(4, 0, 9999, "year", out int year) || !Expect('-')
            || !ReadNumber(2, 1, 12, "month", out int month) || !Expect('-'))
        {
            return false;
        }

        // The year 0 exists here and is a leap year; DateTime starts at 1 and repeats every 400 years.
        int days = DateTime.DaysInMonth(year == 0 ? 400 : year, month);
        if (!ReadNumber(2, 1, days, "day", out int day))
        {
            return false;
        }

        parts = parts with { Year = year, Month = month, Day = day };
        return true;
    }

    private bool ReadTime(ref DateTimeParts parts)
    {
        int second = 0;
        int nanosecond = 0;
        if (!ReadNumber(2, 0, 23, "hour", out int hour) || !Expect(':')
            || !ReadNumber(2, 0, 59, "minute", out int minute))
        {
            return false;
        }

        if (Skip(':')
            && (!ReadNumber(2, 0, 59, "second", out second) || (Skip('.') && !ReadFraction(out nanosecond))))
        {
            return false;
        }

        parts = parts with { Hour = hour, Minute = minute, Second = second, Nanosecond = nanosecond };
        return true;
    }

    private bool ReadFraction(out int nanosecond)
    {
        int start = _offset;
        nanosecond = 0;
        int scale = 100_000_000;
        for (; !AtEnd && char.IsAsciiDigit(word[_offset]); _offset++, scale /= 10)
        {
            nanosecond += (word[_offset] - '0') * scale;
        }

        return _offset > start || Fail("A fraction of a second needs a digit.");
    }

    private bool ReadOffset(ref DateTimeParts parts)
    {
        if (Skip('Z') || Skip('z'))
        {
            return true;
        }

        bool negative = Skip('-');
        if (!negative && !Skip('+'))
        {
            return Fail("Only Z or an offset such as +02:00 can follow a time.");
        }

        if (!ReadNumber(2, 0, 23, "offset's hour", out int hours) || !Expect(':')
            || !ReadNumber(2, 0, 59, "offset's minute", out int minutes))
        {
            return false;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        parts = parts with { Offset = negative ? -offset : offset };
        return true;
    }

    private bool ReadNumber(int digits, int minimum, int maximum, string name, out int value)
    {
        value = 0;
        int start = _offset;
        for (; _offset < start + digits; _offset++)
        {
            if (AtEnd || !char.IsAsciiDigit(word[_offset]))
            {
                return Fail($"The {name} needs {digits} digits.");
            }

            value = (value * 10) + (word[_offset] - '0');
        }

        if (value < minimum || value > maximum)
        {
            _offset = start;
            return Fail($"The {name} must be {minimum} to {maximum}.");
        }

        return true;
    }

    private bool EndsHere() => AtEnd || Fail("The date or time must end here.");

    private bool Expect(char c) => Skip(c) || Fail($"'{c}' must stand here in a date or time.");

    private bool Skip(char c)
    {
        if (AtEnd || word[_offset] != c)
        {
            return false;
        }

        _offset++;
        return true;
    }

    private bool Fail(string error)
    {
        Error = error;
        ErrorOffset = _offset;
        return false;
    }
}
