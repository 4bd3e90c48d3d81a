using System.Globalization;

namespace P5.Host;

/// <summary>
/// Floating-point numbers in the two forms that Go programs print: <c>%v</c>, which is what plugins get for a plain
/// value, and the JSON encoder's.
/// </summary>
internal static class GoNumber
{
    /// <summary>As <c>%v</c>: the shortest digits, an exponent below 1e-04 and from 1e+06 up.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        (bool negative, string digits, int exponent) = Split(value);
        string text = exponent is < -4 or >= 6
            ? Scientific(digits, exponent, minimumExponentDigits: 2)
            : Positional(digits, exponent);
        return negative ? "-" + text : text;
    }

    /// <summary>As Go's JSON encoder: an exponent below 1e-6 and from 1e21 up. The number must be finite.</summary>
    public static string FormatJson(double value)
    {
        (bool negative, string digits, int exponent) = Split(value);
        string text = exponent is < -6 or >= 21
            ? Scientific(digits, exponent, minimumExponentDigits: exponent < 0 ? 1 : 2)
            : Positional(digits, exponent);
        return negative ? "-" + text : text;
    }

    // The shortest digits that read back as the same number, and the power of ten of the first one.
    private static (bool Negative, string Digits, int Exponent) Split(double value)
    {
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? shortest : shortest[..mark];
        int power = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), CultureInfo.InvariantCulture);

        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int wholeDigits = point < 0 ? mantissa.Length : point;
        string allDigits = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = allDigits.TrimStart('0');
        int leadingZeros = allDigits.Length - digits.Length;
        digits = digits.TrimEnd('0');
        return digits.Length == 0
            ? (double.IsNegative(value), "0", 0)
            : (double.IsNegative(value), digits, wholeDigits - leadingZeros - 1 + power);
    }

    private static string Scientific(string digits, int exponent, int minimumExponentDigits)
    {
        string mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        string power = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(minimumExponentDigits, '0');
        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{power}";
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        int whole = exponent + 1;
        return digits.Length <= whole
            ? digits.PadRight(whole, '0')
            : digits[..whole] + "." + digits[whole..];
    }
}
