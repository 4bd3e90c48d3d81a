using System.Collections.ObjectModel;

namespace P5.GoPlugin;

/// <summary>One line of a plugin's output, or a piece of one.</summary>
/// <param name="Source">Where the plugin wrote it.</param>
/// <param name="Level">Its severity.</param>
/// <param name="Text">
/// The line without its end, or the message of a log line. Bytes that are not UTF-8 appear as U+FFFD.
/// </param>
public sealed record PluginOutput(PluginOutputSource Source, PluginLogLevel Level, string Text)
{
    /// <summary>The name of the logger, from hclog's <c>@module</c>; null if there is none.</summary>
    public string? Module { get; init; }

    /// <summary>When the plugin wrote it, from hclog's <c>@timestamp</c>; null if the line has none.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The other keys of an hclog line. Values that are not strings are JSON.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Whether the line continues: the next output from the same source is its next piece. Lines of more than 64 KiB
    /// arrive in pieces, and so do prompts, which have no end of line while they wait.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>Formats the output as one line: the text, then each field as <c>key=value</c>.</summary>
    /// <returns>The line.</returns>
    public string ToLine() => Text + string.Concat(Fields.Select(field => $" {field.Key}={field.Value}"));
}

/// <summary>Where a plugin wrote its output.</summary>
public enum PluginOutputSource
{
    /// <summary>
    /// Standard output after the handshake, read from go-plugin's stdio service or from the process's own pipe.
    /// </summary>
    Stdout,

    /// <summary>Standard error, read from go-plugin's stdio service.</summary>
    Stderr,

    /// <summary>
    /// The log: an hclog JSON line, or a line that starts with a level, on the process's standard error.
    /// </summary>
    Log,

    /// <summary>Any other line on the process's standard error.</summary>
    ErrorLine,
}

/// <summary>The severity of a plugin's output.</summary>
public enum PluginLogLevel
{
    /// <summary>hclog's <c>trace</c>.</summary>
    Trace,

    /// <summary>hclog's <c>debug</c>; also lines on standard error without a level.</summary>
    Debug,

    /// <summary>
    /// hclog's <c>info</c>; also all of <see cref="PluginOutputSource.Stdout"/> and
    /// <see cref="PluginOutputSource.Stderr"/>.
    /// </summary>
    Information,

    /// <summary>hclog's <c>warn</c>.</summary>
    Warning,

    /// <summary>hclog's <c>error</c>; also a Go program's panic and everything that follows it.</summary>
    Error,
}
