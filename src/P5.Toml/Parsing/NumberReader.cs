using System.Globalization;

namespace P5.Toml;

/// <summary>Reads TOML's integers and floats.</summary>
internal sealed class NumberReader(string word, TextPosition position)
{
    private int _offset;

    public string Error { get; private set; } = string.Empty;

    public int ErrorOffset { get; private set; }

    private char Current => _offset < word.Length ? word[_offset] : '\0';

    public TomlValue? Read()
    {
        if (word is ['0', 'x' or 'o' or 'b', ..])
        {
            return ReadPrefixed();
        }

        bool negative = Current == '-';
        if (Current is '+' or '-')
        {
            _offset++;
        }

        switch (word[_offset..])
        {
            case "inf":
                return new TomlFloat(position, negative ? double.NegativeInfinity : double.PositiveInfinity);
            case "nan":
                return new TomlFloat(position, double.NaN);
        }

        int start = _offset;
        if (!SkipDigits(char.IsAsciiDigit))
        {
            return null;
        }

        if (word[start] == '0' && _offset > start + 1)
        {
            return Fail(start, "A number cannot start with 0 unless it is 0; octal is written 0o17.");
        }

        return _offset == word.Length ? ReadInteger() : ReadFloat();
    }

    private TomlInteger? ReadPrefixed()
    {
        (int bits, Func<char, bool> isDigit) = word[1] switch
        {
            'x' => (4, (Func<char, bool>)char.IsAsciiHexDigit),
            'o' => (3, c => c is >= '0' and <= '7'),
            _ => (1, c => c is '0' or '1'),
        };
        _offset = 2;
        if (!SkipDigits(isDigit))
        {
            return null;
        }

        if (_offset < word.Length)
        {
            Fail(_offset, $"{TextRules.Describe(word, _offset)} is no digit of this number.");
            return null;
        }

        Int128 value = 0;
        foreach (char digit in Digits().AsSpan(2))
        {
            value = (value << bits) + (char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
            if (value > long.MaxValue)
            {
                return TooLarge();
            }
        }

        return new TomlInteger(position, (long)value);
    }

    private TomlInteger? ReadInteger() =>
        long.TryParse(Digits(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? new TomlInteger(position, value)
            : TooLarge();

    private TomlFloat? ReadFloat()
    {
        if (Current == '.')
        {
            _offset++;
            if (!SkipDigits(char.IsAsciiDigit))
            {
                return null;
            }
        }

        if (Current is 'e' or 'E')
        {
            _offset++;
            if (Current is '+' or '-')
            {
                _offset++;
            }

            if (!SkipDigits(char.IsAsciiDigit))
            {
                return null;
            }
        }

        if (_offset < word.Length)
        {
            Fail(_offset, $"{TextRules.Describe(word, _offset)} cannot stand in a number; text needs quotes.");
            return null;
        }

        double value = double.Parse(Digits(), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
        {
            Fail(0, "This number is too large for a 64-bit float.");
            return null;
        }

        return new TomlFloat(position, value);
    }

    private string Digits() => word.Replace("_", string.Empty, StringComparison.Ordinal);

    /// <summary>Passes over digits with single underscores between them.</summary>
    private bool SkipDigits(Func<char, bool> isDigit)
    {
        while (true)
        {
            if (!isDigit(Current))
            {
                Fail(_offset, Current == '_'
                    ? "An underscore in a number must stand between two digits."
                    : "A digit is missing here; text needs quotes.");
                return false;
            }

            while (isDigit(Current))
            {
                _offset++;
            }

            if (Current != '_')
            {
                return true;
            }

            _offset++;
        }
    }

    private TomlInteger? TooLarge()
    {
        Fail(0, "This number does not fit into 64 bits.");
        return null;
    }

    private TomlValue? Fail(int offset, string error)
    {
        Error = error;
        ErrorOffset = offset;
        return null;
    }
}
