using System.Globalization;
using System.Text.Json;

namespace P5.Sources;

/// <summary>
/// Reads answers of services without an exception: those of a proxy or of another service have any form, and a message
/// about them could quote a secret.
/// </summary>
internal static class JsonAnswer
{
    private static readonly long s_lastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The object of an answer; null if it is not one. A text in it that is not UTF-8 is none.</summary>
    public static JsonElement? Parse(byte[] answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text of a member; null if there is none.</summary>
    public static string? TextOf(this JsonElement table, string name)
    {
        try
        {
            return table.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // An escape that is not a character, or bytes that are not UTF-8.
            return null;
        }
    }

    /// <summary>The object of a member; null if there is none.</summary>
    public static JsonElement? ObjectOf(this JsonElement table, string name) =>
        table.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The time of a member, in seconds since 1970 as a number or as text; null if there is none.</summary>
    public static DateTimeOffset? TimeOf(this JsonElement table, string name)
    {
        string? text = table.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetRawText()
            : table.TextOf(name);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && seconds <= s_lastSecond
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
    }
}
