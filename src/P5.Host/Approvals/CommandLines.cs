using P5.GoPlugin;

namespace P5.Host;

/// <summary>Tells what a configuration makes run or read, whole and in one line each, for somebody who decides by it.</summary>
internal static class CommandLines
{
    /// <summary>The lines of all plugins.</summary>
    /// <param name="configuration">The workspace, for a stack or for none.</param>
    /// <returns>
    /// <c>plugin: command</c>, <c>plugin: exec command</c> or <c>plugin: file path</c>; after the plugin, in brackets, the
    /// stack whose file says so.
    /// </returns>
    public static IEnumerable<string> Of(WorkspaceConfiguration configuration) =>
        configuration.Plugins.Values.SelectMany(plugin => Of(plugin, configuration.StackName)).Select(Printable.Whole);

    private static IEnumerable<string> Of(PluginConfiguration plugin, string? stack)
    {
        if (plugin.Name == EnvPlugin.Name)
        {
            return SourcesOf(plugin.Name, plugin.ProgramConfig)
                .Concat(SourcesOf($"{plugin.Name} ({stack})", plugin.StackConfig));
        }

        return BuiltinPlugins.Contains(plugin.Name) ? [] : [$"{plugin.Name}: {Join([plugin.Command, .. plugin.Arguments])}"];
    }

    private static IEnumerable<string> SourcesOf(string origin, IReadOnlyDictionary<string, string> config)
    {
        IEnumerable<EnvSource> sources;
        try
        {
            sources = EnvSourceParser.Parse(config);
        }
        catch (EnvSourceException exception)
        {
            // None of them is used then: asked for credentials, the plugin fails with this text.
            return [$"{origin}: nothing: {exception.Message}"];
        }

        return sources.Select(source => source switch
        {
            ExecEnvSource exec => $"{origin}: exec {Join([exec.Command, .. exec.Arguments])}"
                + (exec.Directory is { } directory ? $" in {directory}" : ""),
            FileEnvSource file => $"{origin}: file {file.FilePath}",
            _ => null,
        }).OfType<string>();
    }

    private static string Join(IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => word.Length > 0 && !word.Any(char.IsWhiteSpace) ? word : $"'{word}'"));
}
