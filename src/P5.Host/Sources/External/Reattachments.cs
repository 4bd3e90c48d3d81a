using P5.GoPlugin;

namespace P5.Host;

/// <summary>
/// Plugins that were started by others, such as a debugger, and that an environment variable names.
/// </summary>
internal static class Reattachments
{
    /// <summary>The variable. Its value is what <see cref="ReattachConfig.Parse"/> reads.</summary>
    public const string VariableName = "P5_REATTACH_PLUGINS";

    /// <summary>What to do about an entry that cannot be used.</summary>
    public const string Advice =
        $"Start the plugin under its debugger again and set {VariableName} to its output, or remove the variable.";

    private const string Shape =
        """{"NAME":{"Protocol":"grpc","ProtocolVersion":1,"Pid":1234,"Addr":{"Network":"unix","String":"/path"}}}""";

    /// <summary>Sets <see cref="PluginConfiguration.Reattach"/> of the named plugins.</summary>
    /// <param name="configuration">The workspace.</param>
    /// <param name="variable">The variable's value; null or "" names no plugin.</param>
    /// <returns>The same workspace, with a warning for each unknown name.</returns>
    /// <exception cref="P5Exception">The value cannot be read (<see cref="ErrorIds.ConfigInvalid"/>).</exception>
    public static WorkspaceConfiguration Apply(WorkspaceConfiguration configuration, string? variable)
    {
        if (string.IsNullOrWhiteSpace(variable))
        {
            return configuration;
        }

        IReadOnlyDictionary<string, ReattachConfig> named = Parse(variable);
        PluginConfiguration Attach(PluginConfiguration plugin) =>
            plugin.Source is null && named.TryGetValue(plugin.Name, out ReattachConfig? reattach)
                ? plugin with { Reattach = reattach }
                : plugin;

        return configuration with
        {
            Sequential = [.. configuration.Sequential.Select(Attach)],
            Parallel = [.. configuration.Parallel.Select(Attach)],
            Plugins = new OrderedDictionary<string, PluginConfiguration>(
                configuration.Plugins.Select(pair => KeyValuePair.Create(pair.Key, Attach(pair.Value))),
                StringComparer.Ordinal),
            Warnings =
            [
                .. configuration.Warnings,
                .. named.Keys.Where(name => !IsExternal(configuration, name)).Select(Unknown),
            ],
        };
    }

    private static IReadOnlyDictionary<string, ReattachConfig> Parse(string variable)
    {
        try
        {
            return ReattachConfig.Parse(variable);
        }
        catch (FormatException exception)
        {
            throw new P5Exception(
                ErrorIds.ConfigInvalid,
                $"The environment variable {VariableName} cannot be read: {exception.Message}. "
                    + $"It should look like {Shape}.",
                Advice,
                exception);
        }
    }

    private static bool IsExternal(WorkspaceConfiguration configuration, string name) =>
        configuration.Plugins.TryGetValue(name, out PluginConfiguration? plugin) && plugin.Source is null;

    private static ConfigurationDiagnostic Unknown(string name) => new()
    {
        Severity = DiagnosticSeverity.Warning,
        Id = DiagnosticIds.ReattachUnknownPlugin,
        File = VariableName,
        Plugin = name,
        Message = $"This workspace has no external plugin '{name}'.",
        Fix = $"Use the plugin's name from p5.toml or Pulumi.yaml in {VariableName}, or remove the variable.",
    };
}
