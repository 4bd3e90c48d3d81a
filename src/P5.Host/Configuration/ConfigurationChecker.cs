namespace P5.Host;

/// <summary>
/// Finds errors and likely mistakes in configurations, without starting a plugin. What several workspaces share is
/// reported once for the life of the checker. Not thread-safe.
/// </summary>
/// <param name="options">The options that come from the process; null for the defaults.</param>
/// <param name="host">
/// The host whose credential store and environment must have what built-in sources need; null to check files alone.
/// </param>
public sealed class ConfigurationChecker(ConfigurationLoaderOptions? options = null, P5Host? host = null)
{
    private readonly SourceSurroundings? _surroundings =
        host is null ? null : new SourceSurroundings(host.Store.Secrets, host.Environment.WithoutPlugins());

    private readonly ConfigurationLoaderOptions _options = options ?? new ConfigurationLoaderOptions();
    private readonly FileChecksums _checksums = new();
    private readonly HashSet<(string Id, string File, int? Line, int? Column, string? Plugin, string Subject)> _told =
        [];

    /// <summary>Checks the workspace that a path belongs to.</summary>
    /// <param name="path">A folder, or a file in one. A relative path starts from the process's current folder.</param>
    /// <param name="stackName">The stack whose file is checked; null for all.</param>
    /// <returns>What was found and not reported before, file by file from the top; nothing when all is well.</returns>
    /// <exception cref="P5Exception">
    /// There is no such path or no workspace (<see cref="ErrorIds.WorkspaceNotFound"/>), or the stack's name cannot be
    /// one (<see cref="ErrorIds.StackNotSelected"/>).
    /// </exception>
    public IReadOnlyList<ConfigurationDiagnostic> Check(string path, string? stackName)
    {
        string workspace = WorkspaceLocator.Find(Existing(path));
        WorkspaceReport report = Examine(workspace, stackName);
        return Tell(report.MissingStack is { } missing ? report.Diagnostics.Append(missing) : report.Diagnostics);
    }

    /// <summary>
    /// Checks every workspace in a folder and below it. Folders called .git, node_modules, bin and obj are passed
    /// over, as are links.
    /// </summary>
    /// <param name="folder">
    /// The folder, or a file in it. A relative path starts from the process's current folder.
    /// </param>
    /// <param name="stackName">The stack whose files are checked; null for all.</param>
    /// <param name="progress">Called before each workspace; null for no call.</param>
    /// <param name="cancellationToken">Ends the check between two workspaces.</param>
    /// <returns>The findings not reported before, workspace by workspace, as they are found.</returns>
    /// <exception cref="P5Exception">
    /// There is no workspace (<see cref="ErrorIds.WorkspaceNotFound"/>), or the stack's name cannot be one
    /// (<see cref="ErrorIds.StackNotSelected"/>).
    /// </exception>
    public IEnumerable<ConfigurationDiagnostic> CheckAll(
        string folder,
        string? stackName,
        Action<CheckProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        string start = Existing(folder);
        var search = WorkspaceSearch.In(File.Exists(start) ? Path.GetDirectoryName(start)! : start, cancellationToken);
        var shared = new CrossWorkspaceOrder();
        bool stackIsFound = false;
        bool stackIsMissing = false;
        foreach ((int done, string workspace) in search.Workspaces.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(new CheckProgress(workspace, done, search.Workspaces.Count));
            WorkspaceReport report = Examine(workspace, stackName);
            stackIsFound |= report.HasStackFile;
            stackIsMissing |= report.MissingStack is not null;
            foreach (ConfigurationDiagnostic finding in Tell(shared.Keep(report)))
            {
                yield return finding;
            }
        }

        IEnumerable<ConfigurationDiagnostic> last =
            search.Unreadable.Concat(shared.UnknownToAll()).Concat(StrayFiles.WithoutProgram(search.OtherFolders));
        if (stackIsMissing && !stackIsFound)
        {
            last = last.Append(StrayFiles.MissingStackBelow(search.Folder, stackName!));
        }

        foreach (ConfigurationDiagnostic finding in Tell(last))
        {
            yield return finding;
        }
    }

    // The workspace is searched upwards, so that a misspelt folder would find the one around it.
    private static string Existing(string path)
    {
        string fullPath = Path.GetFullPath(path);
        return Path.Exists(fullPath)
            ? fullPath
            : throw new P5Exception(ErrorIds.WorkspaceNotFound, $"There is no {fullPath}.", "Correct the path.");
    }

    private WorkspaceReport Examine(string workspace, string? stackName)
    {
        var diagnostics = new DiagnosticBag();
        var check = new WorkspaceCheck(workspace, _options, _checksums, _surroundings, diagnostics);
        WorkspaceFiles files = check.Run(stackName);
        bool hasStackFile = stackName is not null && files.Stacks.Find(stackName) is not null;
        return new WorkspaceReport(
            files.GlobalFile,
            hasStackFile,
            stackName is null || hasStackFile
                ? null
                : StrayFiles.MissingStack(workspace, stackName, new StackSelector(_options.StackSelection)),
            diagnostics.All);
    }

    private List<ConfigurationDiagnostic> Tell(IEnumerable<ConfigurationDiagnostic> findings) =>
    [
        .. findings
            .OrderBy(finding => finding.File, StringComparer.Ordinal)
            .ThenBy(finding => finding.Line)
            .ThenBy(finding => finding.Column)
            .Where(finding => _told.Add(
                (finding.Id, finding.File, finding.Line, finding.Column, finding.Plugin, finding.Subject))),
    ];
}

/// <summary>How far the check of several workspaces has come.</summary>
/// <param name="Workspace">Full path of the workspace that is checked next.</param>
/// <param name="Done">How many have been checked.</param>
/// <param name="Total">How many there are.</param>
public sealed record CheckProgress(string Workspace, int Done, int Total);
