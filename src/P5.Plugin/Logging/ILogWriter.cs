using Microsoft.Extensions.Logging;

namespace P5.Plugin.Logging;

/// <summary>Writes log entries, each as one line.</summary>
internal interface ILogWriter
{
    /// <summary>Writes one entry.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="module">Who says it.</param>
    /// <param name="message">The text.</param>
    /// <param name="fields">Names and values beside the text.</param>
    void Write(
        LogLevel level, string module, string message, IEnumerable<KeyValuePair<string, object?>> fields);
}
