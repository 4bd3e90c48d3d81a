namespace P5.Sources;

/// <summary>What the host provides to a source.</summary>
public sealed record SourceContext
{
    /// <summary>The full path of the workspace: relative paths start there, and commands run there.</summary>
    public required string WorkspaceDirectory { get; init; }

    /// <summary>
    /// The environment of commands: the host's own, without what is applied for another workspace or stack, and with
    /// the variables of the sources before this one in <c>order</c>. Values are secret.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>How long the answer may take; null sets no limit, the default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The clock of the timeout. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// What the source can keep for itself between sessions; null, the default, if the user has not turned the
    /// credential store on, or the configuration keeps this source out of it.
    /// </summary>
    public ISourceStore? Store { get; init; }

    /// <summary>
    /// Shows a line to the user, as if a plugin had printed it: never on standard output. The host escapes control
    /// characters. May be called from any thread. By default, nothing is shown.
    /// </summary>
    public Action<string> Show { get; init; } = static _ => { };

    /// <summary>
    /// Asks the user for a text that is not shown while it is typed, such as a code: with the prompt that it is given,
    /// after other prompts of the process. Returns null if the session turns out to have no user. Null, the default, in
    /// a session without a user: then a source that needs one fails at once, and says what to run where.
    /// </summary>
    public Func<string, CancellationToken, Task<string?>>? Ask { get; init; }

    /// <summary>
    /// The seconds until an expiry; 0 without one, so that the answer is valid until the stack, the workspace, the
    /// configuration or a file changes.
    /// </summary>
    internal int SecondsUntil(DateTimeOffset? expiresAt)
    {
        if (expiresAt is not { } time)
        {
            return 0;
        }

        double seconds = Math.Floor((time - TimeProvider.GetUtcNow()).TotalSeconds);
        return (int)Math.Clamp(seconds, 1, int.MaxValue);
    }

    /// <summary>The folder alone: values of the environment are secret.</summary>
    /// <returns>The full path.</returns>
    public override string ToString() => WorkspaceDirectory;
}
