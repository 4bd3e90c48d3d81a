namespace P5.Sources;

/// <summary>What the host does for a source with its own assembly. Thread-safe.</summary>
internal interface ISourceTools
{
    /// <summary>
    /// Names the repository of the workspace, the same for all its worktrees; outside of a repository, the workspace. A
    /// login in memory belongs to it: another repository must not use it by its own configuration.
    /// </summary>
    string Repository { get; }

    /// <summary>Reads a file that the user has named, in a variable or in a file of the user's own.</summary>
    /// <param name="path">Absolute, below <c>~</c>, or relative to the workspace.</param>
    /// <returns>The file.</returns>
    /// <exception cref="SourceException">It cannot be read, or is not one that may be used.</exception>
    SourceFile ReadFile(string path);

    /// <summary>
    /// Reads a file that a setting of the configuration names. A link in the repository must not lead out of it.
    /// </summary>
    /// <param name="setting">The setting.</param>
    /// <param name="path">Its value.</param>
    /// <inheritdoc cref="ReadFile"/>
    SourceFile ReadFileOfSetting(string setting, string path);

    /// <summary>Finds why an executable cannot be run. Runs nothing.</summary>
    /// <param name="noun">What messages call it.</param>
    /// <param name="executable">Its name, which is searched for on the user's <c>PATH</c>.</param>
    /// <returns>The problem; null if there is none.</returns>
    string? FindProblem(string noun, string executable);

    /// <summary>Runs a command of the user, with the user's environment.</summary>
    /// <param name="noun">What messages call it.</param>
    /// <param name="command">The executable and its arguments.</param>
    /// <param name="cancellationToken">Cancels the command, whose processes are killed.</param>
    /// <returns>What it wrote to standard output. Secret.</returns>
    /// <exception cref="SourceException">It cannot be started, or fails.</exception>
    Task<byte[]> RunAsync(string noun, IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>Reads a secret from where a setting says that it is kept.</summary>
    /// <param name="reference">Where it is kept.</param>
    /// <param name="setting">The setting that says it.</param>
    /// <param name="variable">The variable that gets it.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="SourceException">It cannot be read, or no variable can have it.</exception>
    Task<UserSecret> ReadSecretAsync(
        SecretReference reference, string setting, string variable, CancellationToken cancellationToken);
}

/// <summary>A file that a source has read.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Bytes">Its content, which may be secret; null if it does not exist.</param>
/// <param name="HasChanged">Returns whether it has changed since.</param>
internal sealed record SourceFile(string Path, byte[]? Bytes, Func<bool> HasChanged)
{
    /// <summary>The path alone.</summary>
    public override string ToString() => Path;
}
