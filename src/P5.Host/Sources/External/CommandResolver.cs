using P5.GoPlugin;

namespace P5.Host;

/// <summary>Finds the executable that a plugin's <c>cmd</c> means.</summary>
internal static class CommandResolver
{
    /// <summary>
    /// Finds it: with a path separator, relative to the file that declares it, then to the workspace; without one, on
    /// PATH; <c>~</c> is the home folder.
    /// </summary>
    /// <exception cref="P5Exception"><see cref="ErrorIds.PluginNotFound"/>.</exception>
    public static string Resolve(PluginConfiguration plugin, string workspaceDirectory)
    {
        if (plugin.Command.Length == 0)
        {
            string[] kinds = [PluginOptions.Command.Key, PluginOptions.BuiltIn.Key];
            string[] misplaced = [.. kinds.Where(plugin.ProgramConfig.ContainsKey)];
            throw NotFound(
                plugin,
                $"Plugin '{plugin.Name}' in {plugin.CommandFile} has no cmd, and no plugin of that name is built in.",
                misplaced.Length > 0
                    ? $"Move {string.Join(" and ", misplaced)} out of config, into [plugins.{plugin.Name}]."
                    : $"Add cmd = \"path/to/executable\" to [plugins.{plugin.Name}]. "
                        + $"Or add builtin = \"NAME\"; built in are {string.Join(", ", SourceCatalogue.BuiltInNames)}. "
                        + "If the file has source = \"...\", convert it with Convert-P5Config.");
        }

        if (plugin.Command.Contains('\0'))
        {
            throw NotFound(
                plugin,
                $"Plugin '{plugin.Name}': cmd in {plugin.CommandFile} contains a NUL character.",
                "Correct cmd.");
        }

        List<string> problems = [];
        foreach (string candidate in Candidates(plugin, workspaceDirectory).Distinct())
        {
            if (ExecutableFinder.TryFind(candidate, out string? path, out string? problem))
            {
                CheckOwners(plugin, path, workspaceDirectory);
                return path;
            }

            problems.Add(problem);
        }

        throw NotFound(
            plugin,
            $"Plugin '{plugin.Name}': cmd \"{plugin.Command}\" in {plugin.CommandFile} cannot be run: "
                + $"{string.Join("; ", problems)}.",
            "Build or install the plugin, or correct cmd: a path with a separator (\"./name\") is relative to the file "
                + "that contains it; a bare name is looked up on PATH.");
    }

    /// <summary>Whether <c>cmd</c> leads to a file, executable or not.</summary>
    /// <returns>True for a path to a file; a name that is looked up on PATH is not a path.</returns>
    public static bool LeadsToFile(PluginConfiguration plugin, string workspaceDirectory) =>
        UserPath.HasSeparator(plugin.Command)
        && !plugin.Command.Contains('\0')
        && Candidates(plugin, workspaceDirectory).Any(File.Exists);

    /// <summary>
    /// Whether a plugin is, or may be, part of the repository that configures it: it is built in, a file in it, or has
    /// arguments, with which an interpreter runs such a file.
    /// </summary>
    public static bool IsOfRepository(PluginConfiguration plugin, string workspaceDirectory)
    {
        if (plugin.Kind == PluginKind.Builtin || plugin.Arguments.Count > 0)
        {
            return true;
        }

        string root = RepositoryFolder.Of(workspaceDirectory);
        return UserPath.HasSeparator(plugin.Command)
            && Candidates(plugin, workspaceDirectory).Any(file => UserPath.IsInside(file, root));
    }

    private static IEnumerable<string> Candidates(PluginConfiguration plugin, string workspaceDirectory) =>
        UserPath.HasSeparator(plugin.Command)
            ?
            [
                UserPath.Resolve(plugin.Command, Path.GetDirectoryName(plugin.CommandFile)!),
                UserPath.Resolve(plugin.Command, workspaceDirectory),
            ]
            : [plugin.Command];

    private static void CheckOwners(PluginConfiguration plugin, string path, string workspaceDirectory)
    {
        if (!UserPath.IsIndependent(plugin.Command) && FileOwner.StrangerOf(path) is { } stranger)
        {
            throw OfStranger(plugin, path, stranger);
        }

        if (FileOwner.StrangerOfArguments(plugin.Arguments, workspaceDirectory) is { } script)
        {
            throw OfStranger(plugin, script.File, script.Stranger);
        }
    }

    private static P5Exception OfStranger(PluginConfiguration plugin, string path, string stranger) => new(
        ErrorIds.PluginNotFound,
        $"Plugin '{plugin.Name}': cmd \"{plugin.Command}\" in {plugin.CommandFile} is not run: the owner of {path} is "
            + $"{stranger}, not you.",
        FileOwner.Advice(stranger))
    {
        PluginName = plugin.Name,
    };

    private static P5Exception NotFound(PluginConfiguration plugin, string message, string action) =>
        new(ErrorIds.PluginNotFound, message, action) { PluginName = plugin.Name };
}
