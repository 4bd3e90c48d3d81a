namespace P5.Migration.Sources;

/// <summary>Finds the command that replaces a source.</summary>
internal static class CommandRule
{
    public static ConvertedCommand Apply(string pluginName, string source, ConversionOptions options)
    {
        var parsed = PluginSource.Parse(source);
        if (options.CommandMap is { } map
            && (map.TryGetValue(source, out string? mapped) || map.TryGetValue(pluginName, out mapped)))
        {
            return new ConvertedCommand(parsed, mapped, FollowsFromSource: false);
        }

        string command = parsed.Command(pluginName);
        if (parsed.Kind == PluginSourceKind.Local)
        {
            return new ConvertedCommand(parsed, command, FollowsFromSource: true);
        }

        return new ConvertedCommand(
            parsed,
            options.BinDirectory is { Length: > 0 } folder ? Join(folder, command) : command,
            FollowsFromSource: false);
    }

    /// <summary>Joins with the separator that the folder is written with; the file may be for another system.</summary>
    private static string Join(string folder, string name)
    {
        if (folder[^1] is '/' or '\\')
        {
            return folder + name;
        }

        bool isWindows = folder.Contains('\\') && !folder.Contains('/');
        return $"{folder}{(isWindows ? '\\' : '/')}{name}";
    }
}
