using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Lists the plugins of a workspace and their state. Starts none.</summary>
[Cmdlet(VerbsCommon.Get, "P5Plugin")]
[OutputType(typeof(PluginInfo))]
public sealed class GetP5PluginCommand : P5Cmdlet
{
    /// <summary>The plugins to list, with wildcards; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Plugin")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConfiguredPluginCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The stack whose credentials are shown; by default the selected one, if any.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>A folder in the workspace; by default the location.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Workspace")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        WorkspaceConfiguration configuration = LoadConfiguration(Path, Stack, stackIsOptional: true);
        if (configuration.StackError is { } stackError)
        {
            WriteError(P5ErrorRecord.Create(stackError, target: stackError.File));
        }

        IReadOnlySet<string>? names = PluginNameFilter.Select(configuration.Plugins.Keys, Name);
        foreach (string unknown in names?.Where(name => !configuration.Plugins.ContainsKey(name)) ?? [])
        {
            WriteError(P5ErrorRecord.Create(configuration.NotConfigured(unknown), unknown));
        }

        foreach (PluginStatus status in ModuleState.Host.GetPlugins(configuration))
        {
            if (names?.Contains(status.Configuration.Name) ?? true)
            {
                WriteObject(new PluginInfo(status, configuration));
            }
        }
    }
}
