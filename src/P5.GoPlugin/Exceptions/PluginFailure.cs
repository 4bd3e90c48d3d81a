namespace P5.GoPlugin;

/// <summary>What is known about a plugin at the moment that something about it fails.</summary>
/// <param name="Command">The executable: its full path, or what was asked for where there is none.</param>
/// <param name="RecommendedAction">What the user can do about it, one sentence.</param>
public sealed record PluginFailure(string Command, string RecommendedAction)
{
    /// <summary>The process, or null where none was started.</summary>
    public int? ProcessId { get; init; }

    /// <summary>
    /// What the plugin ended with, or null where it did not end by itself. On Unix a signal counts as 128 and its
    /// number.
    /// </summary>
    public int? ExitCode { get; init; }

    /// <summary>The last lines, up to 20, that the plugin wrote to its standard error.</summary>
    public IReadOnlyList<string> RecentErrorOutput { get; init; } = [];
}
