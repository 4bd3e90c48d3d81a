using System.Collections.ObjectModel;

namespace P5.GoPlugin;

/// <summary>One line that a plugin wrote, or a piece of one.</summary>
/// <param name="Source">Where it was written.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">
/// The line without its end, or the message of a log line. Bytes that are no UTF-8 appear as U+FFFD.
/// </param>
public sealed record PluginOutput(PluginOutputSource Source, PluginLogLevel Level, string Text)
{
    /// <summary>The name of the logger, from hclog's <c>@module</c>; null where there is none.</summary>
    public string? Module { get; init; }

    /// <summary>When the plugin wrote it, from hclog's <c>@timestamp</c>; null where it does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The other keys of an hclog line; what is no text is JSON.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// Whether the line goes on: the next output from the same source is its next piece. So come lines of more
    /// than 64 KiB, and prompts, which have no end of line while they wait.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>Puts it into one line for people: the text, and each field behind it as <c>key=value</c>.</summary>
    /// <returns>The line.</returns>
    public string ToLine() => Text + string.Concat(Fields.Select(field => $" {field.Key}={field.Value}"));
}
