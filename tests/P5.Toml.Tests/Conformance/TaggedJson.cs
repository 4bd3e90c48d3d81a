using System.Globalization;
using System.Text.Json.Nodes;

namespace P5.Toml.Tests.Conformance;

/// <summary>Writes a value as the suite's tagged JSON.</summary>
internal static class TaggedJson
{
    public static JsonNode Encode(TomlValue value) => value switch
    {
        TomlTable table => new JsonObject(table.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Encode(pair.Value)))),
        TomlArray array => new JsonArray([.. array.Select(Encode)]),
        TomlString text => Tag("string", text.Value),
        TomlInteger number => Tag("integer", number.Value.ToString(CultureInfo.InvariantCulture)),
        TomlFloat number => Tag("float", Float(number.Value)),
        TomlBoolean boolean => Tag("bool", boolean.Value ? "true" : "false"),
        TomlOffsetDateTime d => Tag(
            "datetime",
            Date(d.Year, d.Month, d.Day) + "T" + Time(d.Hour, d.Minute, d.Second, d.Nanosecond) + Offset(d.Offset)),
        TomlLocalDateTime d => Tag(
            "datetime-local",
            Date(d.Year, d.Month, d.Day) + "T" + Time(d.Hour, d.Minute, d.Second, d.Nanosecond)),
        TomlLocalDate d => Tag("date-local", Date(d.Year, d.Month, d.Day)),
        TomlLocalTime t => Tag("time-local", Time(t.Hour, t.Minute, t.Second, t.Nanosecond)),
        _ => throw new ArgumentException($"There is no tag for {value.Kind}.", nameof(value)),
    };

    /// <summary>
    /// Brings the notations that mean the same float or fraction of a second into one form; all else stays.
    /// </summary>
    public static JsonNode Normalize(JsonNode node)
    {
        if (node is JsonArray array)
        {
            return new JsonArray([.. array.Select(item => Normalize(item!))]);
        }

        var map = (JsonObject)node;
        if (map.Count == 2 && map["type"] is JsonValue type && map["value"] is JsonValue value)
        {
            string text = value.GetValue<string>();
            return Tag(type.GetValue<string>(), type.GetValue<string>() switch
            {
                "float" => Float(ParseFloat(text)),
                "datetime" or "datetime-local" or "time-local" => TrimFraction(text),
                _ => text,
            });
        }

        return new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Normalize(pair.Value!))));
    }

    private static JsonObject Tag(string type, string value) => new() { ["type"] = type, ["value"] = value };

    private static double ParseFloat(string text) => text.TrimStart('+') switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        string number => double.Parse(number, CultureInfo.InvariantCulture),
    };

    private static string Float(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        double.NaN => "nan",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Date(int year, int month, int day) =>
        string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}-{day:D2}");

    private static string Time(int hour, int minute, int second, int nanosecond) =>
        TrimFraction(string.Create(CultureInfo.InvariantCulture, $"{hour:D2}:{minute:D2}:{second:D2}.{nanosecond:D9}"));

    private static string Offset(TimeSpan offset) =>
        offset == TimeSpan.Zero
            ? "Z"
            : (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    private static string TrimFraction(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        int end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return text[..end].TrimEnd('0').TrimEnd('.') + text[end..];
    }
}
