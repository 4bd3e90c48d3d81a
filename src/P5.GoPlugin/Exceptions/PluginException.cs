namespace P5.GoPlugin;

/// <summary>A plugin failed. Each failure that a caller can act on has a type of its own.</summary>
/// <param name="message">What went wrong, and where.</param>
/// <param name="failure">What is known about the plugin.</param>
/// <param name="innerException">The cause, or null.</param>
public abstract class PluginException(string message, PluginFailure failure, Exception? innerException)
    : Exception(message, innerException)
{
    /// <summary>The executable: its full path, or what was asked for where there is none.</summary>
    public string Command => failure.Command;

    /// <summary>The process, or null where none was started.</summary>
    public int? ProcessId => failure.ProcessId;

    /// <summary>What the plugin ended with, or null where it did not end by itself.</summary>
    public int? ExitCode => failure.ExitCode;

    /// <summary>The last lines, up to 20, that the plugin wrote to its standard error, oldest first.</summary>
    public IReadOnlyList<string> RecentErrorOutput => failure.RecentErrorOutput;

    /// <summary>What the user can do about it, one sentence.</summary>
    public string RecommendedAction => failure.RecommendedAction;
}
