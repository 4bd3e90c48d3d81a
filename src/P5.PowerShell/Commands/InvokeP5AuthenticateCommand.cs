using System.Management.Automation;
using P5.Host.Configuration;
using P5.Host.Credentials;
using P5.PowerShell.Completion;

namespace P5.PowerShell.Commands;

/// <summary>Asks the plugins of a workspace for the credentials of a stack.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "P5Authenticate")]
[OutputType(typeof(Credential))]
public sealed class InvokeP5AuthenticateCommand : AuthenticatingCmdlet
{
    /// <summary>The stack; by default the selected one.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>The plugins to ask, with wildcards; by default all.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConfiguredPluginCompleter))]
    public string[]? Name { get; set; }

    /// <summary>A folder in the workspace; by default the location.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Asks also where the credential there still holds.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Asks also where less than this is left; a bare number counts seconds.</summary>
    [Parameter]
    [NumberIsSeconds]
    public TimeSpan MinimumLifetime { get; set; }

    /// <summary>The longest that a plugin's answer may take, in seconds; by default the plugin's own timeout.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        WorkspaceConfiguration configuration = LoadConfiguration(Path, Stack);
        var options = new AuthenticationOptions
        {
            PluginNames = PluginNameFilter.Select(configuration.Plugins.Keys, Name),
            Force = Force,
            MinimumLifetime = MinimumLifetime,
            Timeout = MyInvocation.BoundParameters.ContainsKey(nameof(TimeoutSec)) ? TimeSpan.FromSeconds(TimeoutSec) : null,
        };
        Authenticate(configuration, options, WriteObject);
    }
}
