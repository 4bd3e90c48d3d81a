namespace P5.Host;

/// <summary>
/// Where the files with contents of variables are: in the user's folder for the time of a login, which is in memory, if
/// the system has one, else in the folder for P5's state. Only the user can enter it. Each holder of files has a folder
/// of its own in it, and the lock beside that folder until it is deleted: what has no holder was left by a process that
/// was killed.
/// </summary>
/// <param name="stateDirectory">Full path of the folder for P5's state; it need not exist.</param>
/// <param name="runtimeDirectory">
/// The user's folder for the time of a login; null if the system has none. One that others can enter is not used.
/// </param>
internal sealed class CredentialFolder(string stateDirectory, string? runtimeDirectory)
{
    private readonly string _inState = Path.Combine(stateDirectory, "files");

    private int _isReaped;

    private string? InRuntime =>
        Path.IsPathFullyQualified(runtimeDirectory ?? "") && Directory.Exists(runtimeDirectory)
        && PrivateFolder.FindProblem(runtimeDirectory) is null
            ? Path.Combine(runtimeDirectory, "p5")
            : null;

    /// <summary>Creates a folder for one holder of files.</summary>
    /// <param name="name">Its name, from <see cref="HeldFolder.NewName"/>.</param>
    /// <returns>The folder; dispose it to delete it.</returns>
    /// <exception cref="P5Exception">That around it is not safe (<see cref="ErrorIds.StateUnusable"/>).</exception>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public HeldFolder Create(string name)
    {
        if (InRuntime is not { } folder)
        {
            UserState.Create(stateDirectory);
            folder = _inState;
        }

        PrivateFolder.Create(folder);
        return PrivateFolder.FindProblem(folder) is { } problem
            ? throw new P5Exception(
                ErrorIds.StateUnusable,
                $"The folder {folder} for files of credentials is not used: {problem}.",
                "Move it away; P5 creates a new one.")
            : HeldFolder.Create(folder, name);
    }

    /// <summary>
    /// Deletes what killed processes left, at the first call. A folder that cannot be deleted stays for the next
    /// process: it must not keep the user from anything.
    /// </summary>
    public void ReapOnce()
    {
        if (Interlocked.Exchange(ref _isReaped, 1) == 0)
        {
            TryRun(() => Reap(InRuntime));
            TryRun(() => Reap(_inState));
        }
    }

    private static void Reap(string? folder)
    {
        if (Directory.Exists(folder) && PrivateFolder.FindProblem(folder) is null)
        {
            foreach (string held in HeldFolder.FindAll(folder))
            {
                TryRun(() => HeldFolder.DeleteAbandoned(held));
            }
        }
    }

    private static void TryRun(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process deletes it at the same time, or has a file of it open, or it is not accessible.
        }
    }
}
