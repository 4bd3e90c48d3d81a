namespace P5.Host;

/// <summary>The workspaces in a folder and below it.</summary>
/// <param name="Folder">Full path of the folder.</param>
/// <param name="Workspaces">Full paths, sorted.</param>
/// <param name="OtherFolders">
/// Full paths of the folders that are not a workspace, and in which none looks for its stack files.
/// </param>
/// <param name="Unreadable">The findings about folders that cannot be read.</param>
internal sealed record WorkspaceSearch(
    string Folder,
    IReadOnlyList<string> Workspaces,
    IReadOnlyList<string> OtherFolders,
    IReadOnlyList<ConfigurationDiagnostic> Unreadable)
{
    private static readonly EnumerationOptions s_options = new()
    {
        // A link may lead back up.
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>Whether a folder of this name contains no program of the repository itself.</summary>
    public static bool IsPassedOver(string name) => name is ".git" or "node_modules" or "bin" or "obj";

    /// <summary>Looks for them.</summary>
    /// <exception cref="P5Exception">
    /// There is none, and all folders were read (<see cref="ErrorIds.WorkspaceNotFound"/>).
    /// </exception>
    public static WorkspaceSearch In(string folder, CancellationToken cancellationToken)
    {
        var programs = new List<string>();
        var globals = new List<string>();
        var others = new List<string>();
        var unreadable = new DiagnosticBag();
        foreach (string directory in Directories(folder, unreadable))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ProgramReader.Find(directory) is not null)
            {
                programs.Add(directory);
            }
            else if (File.Exists(Path.Combine(directory, GlobalReader.FileName)))
            {
                globals.Add(directory);
            }
            else
            {
                others.Add(directory);
            }
        }

        // A p5.toml that programs share is checked with each of them: it need not be whole without one.
        var shared = programs.Select(GlobalReader.Find).OfType<string>().Select(Path.GetDirectoryName).ToHashSet();
        string[] workspaces =
            [.. programs.Concat(globals.Where(global => !shared.Contains(global))).Order(StringComparer.Ordinal)];
        return workspaces.Length > 0 || unreadable.All.Count > 0
            ? new WorkspaceSearch(
                folder, workspaces, [.. others.Except(StackFolders(folder, workspaces))], unreadable.All)
            : throw new P5Exception(
                ErrorIds.WorkspaceNotFound,
                $"No workspace found: neither {folder} nor a folder below it has a Pulumi.yaml or p5.toml.",
                "Name the folder of the repository.");
    }

    /// <summary>Where the workspaces look for their stack files, and the one around the folder too.</summary>
    private static IEnumerable<string> StackFolders(string folder, IEnumerable<string> workspaces)
    {
        string? around = WorkspaceLocator.TryFind(folder);
        return (around is null ? workspaces : workspaces.Append(around))
            .Select(workspace => StackFiles.Of(workspace).Folder);
    }

    /// <summary>The folders that can be read, each before those in it.</summary>
    private static IEnumerable<string> Directories(string folder, DiagnosticBag unreadable)
    {
        var pending = new Stack<string>([folder]);
        while (pending.TryPop(out string? directory))
        {
            string[] children;
            try
            {
                children = ConfigFolder.Read(
                    directory, readable => Directory.EnumerateDirectories(readable, "*", s_options));
            }
            catch (ConfigurationException exception)
            {
                unreadable.Add(exception.Diagnostic);
                continue;
            }

            yield return directory;
            foreach (string child in children)
            {
                if (!IsPassedOver(Path.GetFileName(child)))
                {
                    pending.Push(child);
                }
            }
        }
    }
}
