using System.Text.Json;
using System.Text.RegularExpressions;

namespace P5.GoPlugin.Checks;

/// <summary>Checks whether HashiCorp's hosts can read a log line. They are stricter than this library.</summary>
internal static partial class HclogForm
{
    private const string Mark = "\"@";

    /// <summary>Whether a line is intended to be hclog's JSON.</summary>
    internal static bool IsMeant(string line) =>
        line.StartsWith('{') && line.Contains(Mark, StringComparison.Ordinal);

    /// <summary>
    /// The problem of a line that is intended to be hclog's JSON; null for none. Does not quote the line's message.
    /// </summary>
    internal static string? Problem(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Problem(json.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON; or (the second) an escaped half of a surrogate pair, which a string cannot contain.
            return "it is not a JSON object on one line";
        }
    }

    private static string? Problem(JsonElement line)
    {
        string? level = Text(line, "@level");
        if (level is null)
        {
            return "it has no @level";
        }

        if (LogLine.Level(level) is null)
        {
            return $"its @level '{SafeText.Truncate(level)}' is not trace, debug, info, warn or error";
        }

        if (Text(line, "@message") is null)
        {
            return "it has no @message";
        }

        string? timestamp = Text(line, "@timestamp");
        return timestamp is null ? "it has no @timestamp"
            : Timestamp().IsMatch(timestamp) ? null
            : $"its @timestamp '{SafeText.Truncate(timestamp)}' does not have the form 2026-01-02T15:04:05.000000Z, "
                + "with six digits of the second";
    }

    private static string? Text(JsonElement line, string key) =>
        line.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}(Z|[+-]\d{2}:\d{2})$")]
    private static partial Regex Timestamp();
}
