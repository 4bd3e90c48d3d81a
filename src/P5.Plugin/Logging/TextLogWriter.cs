using System.Globalization;
using Microsoft.Extensions.Logging;

namespace P5.Plugin.Logging;

/// <summary>Writes log entries for a person who looks at the plugin's own terminal, as hclog does without its JSON.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="timeProvider">The clock of their times, which are local.</param>
internal sealed class TextLogWriter(TextWriter output, TimeProvider timeProvider) : ILogWriter
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Write(
        LogLevel level, string module, string message, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        string time = timeProvider.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        IEnumerable<string> values = fields.Select(field =>
            string.Create(CultureInfo.InvariantCulture, $" {field.Key}={field.Value}"));
        string line = $"{time} [{HclogWriter.LevelName(level).ToUpperInvariant()}] {module}: {message}{string.Concat(values)}";
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
