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
    private readonly List<(string? Path, string? Stack, string[]? Name)> _requests = [];

    /// <summary>The stack; by default the selected one.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>The plugins to ask, with wildcards; by default all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Plugin")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConfiguredPluginCompleter))]
    public string[]? Name { get; set; }

    /// <summary>A folder in the workspace; by default the location.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Workspace")]
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
    protected override void ProcessRecord() => _requests.Add((Path, Stack, Name));

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        // Piped plugins of one stack are asked as if they had been named together: in their order, or side by side.
        foreach (var request in _requests.GroupBy(request => (request.Path, request.Stack)))
        {
            bool asksAll = request.Any(named => named.Name is null);
            Authenticate(request.Key.Path, request.Key.Stack, asksAll ? null : [.. request.SelectMany(named => named.Name!)]);
        }
    }

    private void Authenticate(string? path, string? stack, string[]? names)
    {
        WorkspaceConfiguration configuration = LoadConfiguration(path, stack);
        var options = new AuthenticationOptions
        {
            PluginNames = PluginNameFilter.Select(configuration.Plugins.Keys, names),
            Force = Force,
            MinimumLifetime = MinimumLifetime,
            Timeout = MyInvocation.BoundParameters.ContainsKey(nameof(TimeoutSec)) ? TimeSpan.FromSeconds(TimeoutSec) : null,
        };
        Authenticate(configuration, options, WriteObject);
    }
}
