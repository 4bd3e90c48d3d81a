using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Stops running plugins, and detaches from attached ones. Their credentials stay cached.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "P5Plugin", SupportsShouldProcess = true)]
public sealed class StopP5PluginCommand : P5Cmdlet
{
    /// <summary>The plugins to stop, with wildcards; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Plugin")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunningPluginCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        string[] running = [.. ModuleState.Host.RunningPlugins.Distinct()];
        foreach (string plugin in SelectByName(running, name => name, Name, NotRunning))
        {
            if (ShouldProcess(plugin, "Stop the plugin's process, or detach from it"))
            {
                Run((_, _) => ModuleState.Host.StopPluginsAsync(plugin));
            }
        }
    }

    private static P5Exception NotRunning(string plugin) => new(
        ErrorIds.PluginNotRunning,
        $"Plugin '{plugin}' is not running.",
        "List the plugins and their states with Get-P5Plugin.");
}
