using System.Security.Cryptography;

namespace P5.Host;

/// <summary>
/// Checks one workspace: reads it as loading does, and then checks the result.
/// </summary>
internal sealed class WorkspaceCheck(
    string workspace,
    ConfigurationLoaderOptions options,
    FileChecksums checksums,
    SourceSurroundings? surroundings,
    DiagnosticBag diagnostics)
{
    /// <summary>Checks the workspace with the file of one stack, or of all if none is named.</summary>
    /// <exception cref="P5Exception">It cannot be a stack's (<see cref="ErrorIds.StackNotSelected"/>).</exception>
    public WorkspaceFiles Run(string? stackName)
    {
        WorkspaceFiles files = WorkspaceFiles.Read(workspace, options, diagnostics);
        IReadOnlyList<string> stackFiles = FindStackFiles(files, stackName);
        HashSet<string?> broken = [.. diagnostics.All.Where(IsError).Select(finding => finding.Plugin)];

        // While half of the plugins is unknown, none can be reported as missing.
        if (broken.Contains(null))
        {
            foreach (string stackFile in stackFiles)
            {
                StackReader.Read(stackFile, diagnostics);
            }

            return files;
        }

        CheckCommands(
            files, PluginList.Build(files.Plugins, StackDocument.Empty, stackFile: null, diagnostics), broken);
        if (stackFiles.Count == 0)
        {
            CheckStack(files, StackDocument.Empty, stackFile: null, broken);
        }

        foreach (string stackFile in stackFiles)
        {
            int before = diagnostics.All.Count;
            StackDocument stack = StackReader.Read(stackFile, diagnostics);
            if (!diagnostics.All.Skip(before).Any(IsError))
            {
                CheckStack(files, stack, stackFile, broken);
            }
        }

        return files;
    }

    private IReadOnlyList<string> FindStackFiles(WorkspaceFiles files, string? stackName)
    {
        try
        {
            StrayFiles.ReportIgnored(workspace, files, stackName, diagnostics);
            if (stackName is not null)
            {
                return [.. new[] { files.Stacks.Find(stackName) }.OfType<string>()];
            }

            StrayFiles.ReportMisnamed(files.Stacks.ListMisnamed(), diagnostics);
            return [.. files.Stacks.ListFiles()];
        }
        catch (ConfigurationException exception)
        {
            diagnostics.Add(exception.Diagnostic);
            return [];
        }
    }

    private void CheckCommands(WorkspaceFiles files, PluginList plugins, HashSet<string?> broken)
    {
        foreach (PluginConfiguration plugin in plugins.ByName.Values.Where(plugin => !broken.Contains(plugin.Name)))
        {
            if (plugin.Source is { } source)
            {
                Of(files, plugin).CheckUnusedKeys(source);
            }
            else
            {
                Of(files, plugin).CheckCommand(workspace, checksums);
            }
        }
    }

    private void CheckStack(WorkspaceFiles files, StackDocument stack, string? stackFile, HashSet<string?> broken)
    {
        PluginList plugins = PluginList.Build(files.Plugins, stack, stackFile, diagnostics);
        foreach (PluginConfiguration plugin in plugins.ByName.Values)
        {
            if (!broken.Contains(plugin.Name) && plugin.Source is { } source)
            {
                source.Check(plugin, workspace, Of(files, plugin), diagnostics, surroundings);
                Of(files, plugin).CheckFiles(source);
            }
        }
    }

    private PluginDiagnostics Of(WorkspaceFiles files, PluginConfiguration plugin) =>
        new(plugin, files.Plugins.Plugins[plugin.Name].Position, diagnostics);

    private static bool IsError(ConfigurationDiagnostic finding) => finding.Severity == DiagnosticSeverity.Error;
}

/// <summary>What the check of one workspace found.</summary>
/// <param name="GlobalFile">Full path of its p5.toml, or null.</param>
/// <param name="HasStackFile">Whether the requested stack has a file there.</param>
/// <param name="MissingStack">The finding if the workspace has files of other stacks only.</param>
/// <param name="Diagnostics">What was found, some possibly twice.</param>
internal sealed record WorkspaceReport(
    string? GlobalFile,
    bool HasStackFile,
    ConfigurationDiagnostic? MissingStack,
    IReadOnlyList<ConfigurationDiagnostic> Diagnostics);

/// <summary>SHA-256 digests of files, each computed once.</summary>
internal sealed class FileChecksums
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>A file's digest, in lower-case hex.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Of(string file)
    {
        if (!_known.TryGetValue(file, out string? digest))
        {
            using var stream = new FileStream(RegularFile.Open(file), FileAccess.Read, bufferSize: 0);
            digest = Convert.ToHexStringLower(SHA256.HashData(stream));
            _known.Add(file, digest);
        }

        return digest;
    }
}
