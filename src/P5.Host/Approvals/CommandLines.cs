using P5.GoPlugin;

namespace P5.Host;

/// <summary>Lists what a configuration runs or reads, in full and a line each, for the user who approves it.</summary>
internal static class CommandLines
{
    /// <summary>The lines of all plugins.</summary>
    /// <param name="configuration">The workspace, for a stack or for none.</param>
    /// <returns>
    /// <c>plugin: command</c>, <c>plugin: exec command</c> or <c>plugin: file path</c>; after the plugin, in brackets,
    /// the stack whose file configures it.
    /// </returns>
    public static IEnumerable<string> Of(WorkspaceConfiguration configuration) =>
        configuration.Plugins.Values
            .SelectMany(plugin => Of(plugin, configuration.WorkspaceDirectory, configuration.StackName))
            .Select(SafeText.Whole);

    private static IEnumerable<string> Of(PluginConfiguration plugin, string workspace, string? stack) =>
        plugin.Source is { } source
            ? source.ListUses(plugin, workspace, stack)
            : [$"{plugin.Name}: {Join([plugin.Command, .. plugin.Arguments])}"];

    /// <summary>A command and its arguments; words with white space are quoted.</summary>
    public static string Join(IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => word.Length > 0 && !word.Any(char.IsWhiteSpace) ? word : $"'{word}'"));
}
