using System.Globalization;
using System.Text.Json.Nodes;
using P5.Host;

namespace P5.Testing;

/// <summary>Writes a value as the suite's tagged JSON.</summary>
internal static class TaggedJson
{
    private static string LocalOffset => TomlFile.LocalOffset.ToString(@"\-hh\:mm", CultureInfo.InvariantCulture);

    public static JsonNode Encode(ConfigValue value) => value switch
    {
        ConfigMap table => new JsonObject(table.Entries.Select(entry =>
            KeyValuePair.Create(((ConfigText)entry.Key).Value, (JsonNode?)Encode(entry.Value)))),
        ConfigList array => new JsonArray([.. array.Items.Select(Encode)]),
        ConfigText text => Tag("string", text.Value),
        ConfigInteger number => Tag("integer", number.Value.ToString(CultureInfo.InvariantCulture)),
        ConfigFloat number => Tag("float", Float(number.Value)),
        ConfigBoolean boolean => Tag("bool", boolean.Value ? "true" : "false"),
        ConfigDate date => Tag("datetime", date.Value.ToRfc3339()),
        _ => throw new ArgumentException($"There is no tag for {value.Kind}.", nameof(value)),
    };

    /// <summary>
    /// Brings the notations that mean the same float or fraction of a second into one form. Dates and times without an
    /// offset get what the product gives them: the local offset, midnight, the first day of the year 0.
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
            return type.GetValue<string>() switch
            {
                "float" => Tag("float", Float(ParseFloat(text))),
                "datetime" => Tag("datetime", TrimFraction(text)),
                "datetime-local" => Tag("datetime", TrimFraction(text) + LocalOffset),
                "date-local" => Tag("datetime", text + "T00:00:00" + LocalOffset),
                "time-local" => Tag("datetime", "0000-01-01T" + TrimFraction(text) + LocalOffset),
                var other => Tag(other, text),
            };
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
