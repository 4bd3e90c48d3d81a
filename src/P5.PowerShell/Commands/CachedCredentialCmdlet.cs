using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>A cmdlet for the cached credentials.</summary>
public abstract class CachedCredentialCmdlet : P5Cmdlet
{
    /// <summary>The plugins of the credentials, with wildcards; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CachedPluginCompleter))]
    public string[]? Plugin { get; set; }

    /// <summary>Selects the cached credentials by <see cref="Plugin"/>.</summary>
    /// <returns>The credentials, by plugin name.</returns>
    private protected IReadOnlyList<PluginCredential> SelectCached() =>
        SelectByName(ModuleState.Host.Credentials.List(), credential => credential.PluginName, Plugin, NotCached);

    private protected static P5Exception NotCached(string plugin) => new(
        ErrorIds.CredentialNotFound,
        $"Plugin '{plugin}' has no cached credential.",
        "List cached credentials with Get-P5Credential, or call the plugin with Invoke-P5Authenticate.");
}
