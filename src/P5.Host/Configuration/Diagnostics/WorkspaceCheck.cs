namespace P5.Host;

/// <summary>Checks one workspace: reads it as loading does, and then looks at what the configuration leads to.</summary>
internal sealed class WorkspaceCheck(
    string workspace, ConfigurationLoaderOptions options, FileChecksums checksums, Findings findings)
{
    /// <summary>Checks the workspace with some of its stack files.</summary>
    public WorkspaceFiles Run(IReadOnlyList<string> stackFiles)
    {
        WorkspaceFiles files = WorkspaceFiles.Read(workspace, options, findings);
        IgnoredFiles.Report(workspace, files, stackFiles, findings);
        HashSet<string?> broken = [.. findings.All.Where(IsError).Select(finding => finding.Plugin)];

        // Where half of the plugins is unknown, it cannot be said that one is missing.
        if (broken.Contains(null))
        {
            foreach (string stackFile in stackFiles)
            {
                StackSource.Read(stackFile, findings);
            }

            return files;
        }

        CheckCommands(files, PluginList.Build(files.Plugins, StackDocument.Empty, stackFile: null, findings), broken);
        if (stackFiles.Count == 0)
        {
            CheckStack(files, StackDocument.Empty, stackFile: null, broken);
        }

        foreach (string stackFile in stackFiles)
        {
            int before = findings.All.Count;
            StackDocument stack = StackSource.Read(stackFile, findings);
            if (!findings.All.Skip(before).Any(IsError))
            {
                CheckStack(files, stack, stackFile, broken);
            }
        }

        return files;
    }

    private void CheckCommands(WorkspaceFiles files, PluginList plugins, HashSet<string?> broken)
    {
        foreach (PluginConfiguration plugin in plugins.ByName.Values)
        {
            if (!broken.Contains(plugin.Name) && !SourceCatalogue.IsBuiltIn(plugin.Name))
            {
                CommandCheck.Run(PlacesOf(files, plugin), workspace, checksums);
            }
        }
    }

    private void CheckStack(WorkspaceFiles files, StackDocument stack, string? stackFile, HashSet<string?> broken)
    {
        PluginList plugins = PluginList.Build(files.Plugins, stack, stackFile, findings);
        if (!broken.Contains(EnvSource.Name) && plugins.ByName.TryGetValue(EnvSource.Name, out PluginConfiguration? env))
        {
            EnvInputCheck.Run(PlacesOf(files, env));
        }
    }

    private PluginPlaces PlacesOf(WorkspaceFiles files, PluginConfiguration plugin) =>
        new(plugin, files.Plugins.Plugins[plugin.Name].Position, findings);

    private static bool IsError(ConfigurationDiagnostic finding) => finding.Severity == DiagnosticSeverity.Error;
}
