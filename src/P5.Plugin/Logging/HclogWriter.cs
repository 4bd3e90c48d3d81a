using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace P5.Plugin.Logging;

/// <summary>Writes log entries as hclog does, one JSON object a line; go-plugin hosts read them from stderr.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="timeProvider">The clock of <c>@timestamp</c>.</param>
internal sealed class HclogWriter(Stream output, TimeProvider timeProvider) : ILogWriter
{
    private readonly Lock _gate = new();

    /// <summary>hclog's name of a level. It has none above error.</summary>
    public static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    /// <inheritdoc/>
    public void Write(
        LogLevel level,
        string module,
        string message,
        IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("@level", LevelName(level));
            json.WriteString("@message", message);
            json.WriteString("@module", module);
            json.WriteString(
                "@timestamp",
                timeProvider.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            foreach ((string name, object? value) in fields)
            {
                WriteField(json, name, value);
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_gate)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long or short or byte:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
