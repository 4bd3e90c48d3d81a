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

    // YAML's spelling of what is no finite number: a command or a key stands in the file that way.
    private static string ToText(double number) => number switch
    {
        double.NaN => ".nan",
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        _ => GoNumber.Format(number),
    };
}
