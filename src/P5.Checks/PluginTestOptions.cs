using P5.GoPlugin;
using P5.Host;

namespace P5.Checks;

/// <summary>The plugin to check, and the request to send.</summary>
public sealed record PluginTestOptions
{
    /// <summary>The executable: a full path, or a name to find on PATH.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The plugin's name in messages. Default: its command.</summary>
    public string Name
    {
        get => field ?? Command;
        init;
    }

    /// <summary>The folder that it runs in. Default: null, the host's current folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The settings of the program. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    /// <summary>The settings of the stack. Default: none.</summary>
    public IReadOnlyDictionary<string, string> StackConfig { get; init; } = new Dictionary<string, string>();

    /// <summary>The requested stack. Default: dev.</summary>
    public string StackName { get; init; } = "dev";

    /// <summary>The name of the program. Default: test.</summary>
    public string ProgramName { get; init; } = "test";

    /// <summary>The provider of the stack's secrets. Default: "", none.</summary>
    public string SecretsProvider { get; init; } = "";

    /// <summary>The longest that the handshake may take. Default: 60 seconds, as in the configuration.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The executable's expected SHA-256. Default: null, any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How long each rule may take, more than zero. Default: 10 seconds.</summary>
    public TimeSpan RuleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Receives the plugin's output and log. Called from any thread. Default: null, for none.</summary>
    public Action<PluginOutput>? Output { get; init; }

    /// <summary>Creates the options from the configuration of a workspace.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="pluginName">The plugin.</param>
    /// <returns>The options.</returns>
    /// <exception cref="P5Exception">
    /// The plugin is not configured, has no executable, or its configuration is unknown.
    /// </exception>
    public static PluginTestOptions From(WorkspaceConfiguration configuration, string pluginName)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!configuration.Plugins.TryGetValue(pluginName, out PluginConfiguration? plugin))
        {
            throw configuration.NotConfigured(pluginName);
        }

        if (plugin.Kind == PluginKind.Builtin)
        {
            throw new P5Exception(
                ErrorIds.PluginNotFound,
                $"Plugin '{pluginName}' is built in and has no executable to test.",
                "Name a plugin that has a cmd.")
            {
                PluginName = pluginName,
            };
        }

        return configuration.StackError is { } stackError
            ? throw stackError
            : new PluginTestOptions
            {
                Name = plugin.Name,
                Command = CommandResolver.Resolve(plugin, configuration.WorkspaceDirectory),
                Arguments = plugin.Arguments,
                WorkingDirectory = configuration.WorkspaceDirectory,
                Config = plugin.ProgramConfig,
                StackConfig = plugin.StackConfig,
                StackName = configuration.StackName ?? "",
                ProgramName = configuration.ProgramName ?? "",
                SecretsProvider = configuration.SecretsProvider,
                StartTimeout = plugin.Get(PluginOptions.StartTimeout),
                Sha256 = plugin.Get(PluginOptions.Sha256),
            };
    }

    /// <summary>
    /// Names the plugin alone: what a record would print here includes configuration, which can be secret.
    /// </summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
