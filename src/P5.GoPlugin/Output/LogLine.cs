using System.Globalization;
using System.Text.Json;

namespace P5.GoPlugin;

/// <summary>
/// Parses log lines: hclog's JSON, one object per line, or a text that starts with a level in brackets.
/// </summary>
internal static class LogLine
{
    private const string MessageKey = "@message";
    private const string LevelKey = "@level";
    private const string ModuleKey = "@module";
    private const string TimestampKey = "@timestamp";

    /// <returns>The line as output, or null if it is not a log line.</returns>
    internal static PluginOutput? TryParse(string line) => line switch
    {
        ['{', ..] => TryParseHclog(line),
        ['[', ..] => TryParseText(line),
        _ => null,
    };

    private static PluginOutput? TryParseText(string line)
    {
        int end = line.IndexOf(']', StringComparison.Ordinal);
        return end > 0 && Level(line[1..end]) is { } level
            ? new PluginOutput(PluginOutputSource.Log, level, line[(end + 1)..].TrimStart())
            : null;
    }

    private static PluginOutput? TryParseHclog(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Read(json.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON; or (the second) an escaped half of a surrogate pair, which a string cannot hold.
            return null;
        }
    }

    /// <summary>The level with this name, in upper or lower case; null for other names.</summary>
    internal static PluginLogLevel? Level(string name) => name.ToUpperInvariant() switch
    {
        "TRACE" => PluginLogLevel.Trace,
        "DEBUG" => PluginLogLevel.Debug,
        "INFO" => PluginLogLevel.Information,
        "WARN" or "WARNING" => PluginLogLevel.Warning,
        "ERROR" => PluginLogLevel.Error,
        _ => null,
    };

    private static PluginOutput? Read(JsonElement line)
    {
        bool isHclog = false;
        string message = "";
        string? module = null;
        PluginLogLevel? level = null;
        DateTimeOffset? timestamp = null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in line.EnumerateObject())
        {
            string value = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : property.Value.GetRawText();
            switch (property.Name)
            {
                case MessageKey:
                    message = value;
                    isHclog = true;
                    break;
                case LevelKey:
                    level = Level(value);
                    isHclog = true;
                    break;
                case ModuleKey:
                    module = value;
                    break;
                case TimestampKey:
                    timestamp = DateTimeOffset.TryParse(
                        value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
                        ? at
                        : null;
                    break;
                default:
                    fields[property.Name] = value;
                    break;
            }
        }

        return isHclog
            ? new PluginOutput(PluginOutputSource.Log, level ?? PluginLogLevel.Debug, message)
            {
                Module = module,
                Timestamp = timestamp,
                Fields = fields,
            }
            : null;
    }
}
