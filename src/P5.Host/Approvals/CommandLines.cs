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
        configuration.Plugins.Values.SelectMany(plugin => Of(plugin, configuration.StackName)).Select(SafeText.Whole);

    private static IEnumerable<string> Of(PluginConfiguration plugin, string? stack)
    {
        if (plugin.Name == EnvSource.Name)
        {
            return InputsOf(plugin.Name, plugin.ProgramConfig)
                .Concat(InputsOf($"{plugin.Name} ({stack})", plugin.StackConfig));
        }

        return SourceCatalogue.IsBuiltIn(plugin.Name)
            ? []
            : [$"{plugin.Name}: {Join([plugin.Command, .. plugin.Arguments])}"];
    }

    private static IEnumerable<string> InputsOf(string origin, IReadOnlyDictionary<string, string> config)
    {
        IEnumerable<EnvInput> inputs;
        try
        {
            inputs = EnvInputParser.Parse(config);
        }
        catch (EnvInputException exception)
        {
            // None of them is used then: the plugin's call fails with this text.
            return [$"{origin}: nothing: {exception.Message}"];
        }

        return inputs.Select(input => input switch
        {
            ExecInput exec => $"{origin}: exec {Join([exec.Command, .. exec.Arguments])}"
                + (exec.Directory is { } directory ? $" in {directory}" : ""),
            FileInput file => $"{origin}: file {file.FilePath}",
            _ => null,
        }).OfType<string>();
    }

    private static string Join(IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => word.Length > 0 && !word.Any(char.IsWhiteSpace) ? word : $"'{word}'"));
}
