using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace P5.Plugin;

/// <summary>Writes log entries, each as one line.</summary>
internal interface ILogWriter
{
    /// <param name="level">The severity.</param>
    /// <param name="module">The logger's category.</param>
    /// <param name="message">The text.</param>
    /// <param name="fields">Names and values in addition to the text.</param>
    void Write(
        LogLevel level, string module, string message, IEnumerable<KeyValuePair<string, object?>> fields);
}

/// <summary>Writes log entries in hclog's format, one JSON object per line. Hosts read them from stderr.</summary>
/// <param name="output">Takes the lines.</param>
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

    public static LogLevel ParseLevel(string? name) => name switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        _ => LogLevel.Error,
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

/// <summary>Writes log entries for a person at the plugin's terminal, in hclog's text format.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="timeProvider">The clock of the entries, in local time.</param>
internal sealed class TextLogWriter(TextWriter output, TimeProvider timeProvider) : ILogWriter
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Write(
        LogLevel level, string module, string message, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        string time = timeProvider.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        string name = HclogWriter.LevelName(level).ToUpperInvariant();
        IEnumerable<string> values = fields.Select(field =>
            string.Create(CultureInfo.InvariantCulture, $" {field.Key}={field.Value}"));
        lock (_gate)
        {
            output.WriteLine($"{time} [{name}] {module}: {message}{string.Concat(values)}");
            output.Flush();
        }
    }
}
