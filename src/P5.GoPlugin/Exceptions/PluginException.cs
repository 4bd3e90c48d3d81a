namespace P5.GoPlugin;

/// <summary>A plugin failed. Each failure that a caller can act on has its own type.</summary>
/// <param name="message">
/// What failed, and on what. It may contain names and a text of the plugin: control characters are escaped, and a long
/// one is cut (<see cref="SafeText.Message"/>).
/// </param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public abstract class PluginException(string message, PluginFailure failure, Exception? innerException)
    : Exception(SafeText.Message(message), innerException)
{
    /// <summary>The executable: its full path, or the requested command if it was not found.</summary>
    public string Command => failure.Command;

    /// <summary>The process id, or null if no process was started.</summary>
    public int? ProcessId => failure.ProcessId;

    /// <summary>The plugin's exit code, or null if it did not end by itself.</summary>
    public int? ExitCode => failure.ExitCode;

    /// <summary>The last lines, at most 20, of the plugin's standard error, oldest first.</summary>
    public IReadOnlyList<string> RecentErrorOutput => failure.RecentErrorOutput;

    /// <summary>What the user can do about it, one sentence.</summary>
    public string RecommendedAction => SafeText.Message(failure.RecommendedAction);
}

/// <summary>What is known about a plugin at the time of a failure.</summary>
/// <param name="Command">The executable: its full path, or the requested command if it was not found.</param>
/// <param name="RecommendedAction">What the user can do about it, one sentence.</param>
public sealed record PluginFailure(string Command, string RecommendedAction)
{
    /// <summary>The process id, or null if no process was started.</summary>
    public int? ProcessId { get; init; }

    /// <summary>
    /// The plugin's exit code, or null if it did not end by itself. On Unix a signal counts as 128 plus its number.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>The last lines, at most 20, of the plugin's standard error, oldest first.</summary>
    public IReadOnlyList<string> RecentErrorOutput { get; init; } = [];
}
