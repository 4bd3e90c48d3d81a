using System.Globalization;

namespace P5.Host;

/// <summary>Turns keys and other scalars that are not text into text.</summary>
internal static class ConfigKeys
{
    /// <summary>
    /// The canonical spelling of a scalar: numbers in decimal, dates as RFC 3339. Null for what has none: null,
    /// bytes, lists and tables.
    /// </summary>
    public static string? ToText(ConfigValue value) => value switch
    {
        ConfigText text => text.Value,
        ConfigBoolean boolean => boolean.Value ? "true" : "false",
        ConfigInteger integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        ConfigFloat number => ToText(number.Value),
        ConfigDate date => date.Value.ToRfc3339(),
        _ => null,
    };

    // YAML's spelling of what is not a finite number: a command or a key is written that way.
    private static string ToText(double number) => number switch
    {
        double.NaN => ".nan",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        _ => GoNumber.Format(number),
    };
}

/// <summary>Dotted keys for messages, as a user would write them in TOML.</summary>
internal static class KeyPath
{
    /// <summary><paramref name="parent"/> (or "") and one more key, in quotes if necessary.</summary>
    public static string Append(string parent, string key)
    {
        string written = key.Length > 0 && key.All(IsBare) ? key : $"\"{key}\"";
        return parent.Length == 0 ? written : $"{parent}.{written}";
    }

    private static bool IsBare(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or ':';
}
