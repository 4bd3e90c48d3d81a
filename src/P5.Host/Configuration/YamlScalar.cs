using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace P5.Host;

/// <summary>
/// What a scalar means, by the rules of the Go package yaml.v3, with which plugins' configurations were written:
/// YAML 1.2 with old octal numbers and dates, and without <c>yes</c> and <c>no</c>.
/// </summary>
internal static partial class YamlScalar
{
    /// <summary>The tag of text.</summary>
    public const string TextTag = TagPrefix + "str";

    private const string TagPrefix = "tag:yaml.org,2002:";

    /// <summary>Reads a scalar.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="tag">The tag in full, or null for none.</param>
    /// <param name="isPlain">Whether it is written without quotes and not as a block.</param>
    /// <param name="text">Its content.</param>
    /// <returns>The value, or null if it does not match its tag.</returns>
    public static ConfigValue? Read(ConfigPosition position, string? tag, bool isPlain, string text)
    {
        string? type = tag is not null && tag.StartsWith(TagPrefix, StringComparison.Ordinal)
            ? tag[TagPrefix.Length..]
            : null;
        ConfigValue? value = (tag, type) switch
        {
            (null, _) => isPlain ? ReadPlain(position, text) : new ConfigText(position, text),
            (_, "binary") => ReadBinary(position, text),
            (_, "bool") => ReadPlain(position, text) as ConfigBoolean,
            (_, "null") => ReadPlain(position, text) as ConfigNull,
            (_, "int") => ReadNumber(position, text) as ConfigInteger,
            (_, "float") => ReadFloat(position, text),
            (_, "timestamp") => ReadDate(position, text),
            _ => new ConfigText(position, text),
        };
        return value is null ? null : value with { Raw = text };
    }

    private static ConfigValue ReadPlain(ConfigPosition position, string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new ConfigNull(position);
            case "true" or "True" or "TRUE":
                return new ConfigBoolean(position, true);
            case "false" or "False" or "FALSE":
                return new ConfigBoolean(position, false);
            default:
                return (ConfigValue?)ReadDate(position, text)
                    ?? ReadNumber(position, text)
                    ?? new ConfigText(position, text);
        }
    }

    private static ConfigValue? ReadNumber(ConfigPosition position, string text)
    {
        switch (text)
        {
            case ".nan" or ".NaN" or ".NAN":
                return new ConfigFloat(position, double.NaN);
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return new ConfigFloat(position, double.PositiveInfinity);
            case "-.inf" or "-.Inf" or "-.INF":
                return new ConfigFloat(position, double.NegativeInfinity);
        }

        // After a digit or a sign, underscores are allowed anywhere; in a number that starts with its point they must
        // separate digits.
        bool canBeNumber = text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-');
        if (!canBeNumber && !FractionPattern().IsMatch(text))
        {
            return null;
        }

        string digits = text.Replace("_", "", StringComparison.Ordinal);
        if (ReadInteger(digits) is { } whole)
        {
            return new ConfigInteger(position, whole);
        }

        if (!FloatPattern().IsMatch(digits))
        {
            return null;
        }

        double number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? new ConfigFloat(position, number) : null;
    }

    private static Int128? ReadInteger(string digits)
    {
        Match match = IntegerPattern().Match(digits);
        if (!match.Success)
        {
            return null;
        }

        string sign = match.Groups["sign"].Value;
        int radix = match.Groups["prefix"].Value switch
        {
            "0x" or "0X" => 16,
            "0b" or "0B" => 2,
            "0" or "0o" or "0O" => 8,
            _ => 10,
        };
        Int128 value = 0;
        foreach (char digit in match.Groups["digits"].ValueSpan)
        {
            int worth = Convert.ToInt32(digit.ToString(), 16);
            if (worth >= radix)
            {
                return null;
            }

            value = (value * radix) + worth;
            if (value > ulong.MaxValue)
            {
                return null;
            }
        }

        // Past 63 bits only numbers without a sign stay whole.
        Int128 signed = sign == "-" ? -value : value;
        Int128 largest = sign.Length == 0 ? ulong.MaxValue : long.MaxValue;
        return signed >= long.MinValue && signed <= largest ? signed : null;
    }

    private static ConfigFloat? ReadFloat(ConfigPosition position, string text) => ReadNumber(position, text) switch
    {
        ConfigFloat number => number,
        ConfigInteger integer => new ConfigFloat(position, (double)integer.Value),
        _ => null,
    };

    private static ConfigDate? ReadDate(ConfigPosition position, string text)
    {
        Match match = DatePattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int Number(string group) =>
            match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

        int nanosecond = match.Groups["fraction"].Success
            ? int.Parse(match.Groups["fraction"].Value.PadRight(9, '0'), CultureInfo.InvariantCulture)
            : 0;
        var offset = new TimeSpan(Number("offsetHour"), Number("offsetMinute"), 0);
        var parts = new DateParts(
            Number("year"),
            Number("month"),
            Number("day"),
            Number("hour"),
            Number("minute"),
            Number("second"),
            nanosecond,
            match.Groups["offsetSign"].Value == "-" ? -offset : offset);
        bool exists = DateParts.IsDay(parts.Year, parts.Month, parts.Day)
            && parts is { Hour: < 24, Minute: < 60, Second: < 60 }
            && Number("offsetHour") < 24
            && Number("offsetMinute") < 60;
        return exists ? new ConfigDate(position, parts) : null;
    }

    private static ConfigValue? ReadBinary(ConfigPosition position, string text)
    {
        byte[] buffer = Encoding.UTF8.GetBytes(text);

        // Go accepts line ends between the digits, and no other blanks.
        if (text.AsSpan().ContainsAny(' ', '\t') || !Base64.IsValid(buffer))
        {
            return null;
        }

        byte[] bytes = Convert.FromBase64String(text);
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? new ConfigText(position, Encoding.UTF8.GetString(bytes))
            : new ConfigBytes(position, bytes);
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex FloatPattern();

    [GeneratedRegex(@"^\.[0-9](_?[0-9])*([eE][-+]?[0-9](_?[0-9])*)?\z")]
    private static partial Regex FractionPattern();

    [GeneratedRegex(@"^(?<sign>[-+]?)(?:(?<prefix>0[xXbBoO]?)(?<digits>[0-9a-fA-F]+)|(?<digits>[1-9][0-9]*|0))\z")]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(
        """
        ^(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})
        (?:
          [Tt](?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})(?:[.,](?<fraction>[0-9]{1,9}))?
          (?:Z|(?<offsetSign>[-+])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))
        | [ ]+(?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})(?:[.,](?<fraction>[0-9]{1,9}))?
        )?\z
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex DatePattern();
}
