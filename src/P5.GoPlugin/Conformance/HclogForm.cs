using System.Text.Json;
using System.Text.RegularExpressions;

namespace P5.GoPlugin;

/// <summary>Tells whether a line is what HashiCorp's hosts read as hclog's JSON. They are stricter than this one.</summary>
internal static partial class HclogForm
{
    private const string Mark = "\"@";

    /// <summary>Whether a line means to be hclog's JSON.</summary>
    internal static bool IsMeant(string line) => line.StartsWith('{') && line.Contains(Mark, StringComparison.Ordinal);

    /// <summary>What is wrong with a line that means to be hclog's; null where nothing is. Shows no text of the line's.</summary>
    internal static string? Problem(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Problem(json.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON; or (the second) an escaped half of a surrogate pair, which no string can hold.
            return "it is no JSON object on one line";
        }
    }

    private static string? Problem(JsonElement line)
    {
        string? level = Text(line, "@level");
        string? timestamp = Text(line, "@timestamp");
        return level is null ? "it has no @level"
            : HclogLine.Level(level) is null ? $"its @level '{Printable.Shorten(level)}' is none of trace, debug, info, warn and error"
            : Text(line, "@message") is null ? "it has no @message"
            : timestamp is null ? "it has no @timestamp"
            : !Timestamp().IsMatch(timestamp) ? $"its @timestamp '{Printable.Shorten(timestamp)}' is not like 2026-01-02T15:04:05.000000Z, with six digits of the second"
            : null;
    }

    private static string? Text(JsonElement line, string key) =>
        line.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}(Z|[+-]\d{2}:\d{2})$")]
    private static partial Regex Timestamp();
}
