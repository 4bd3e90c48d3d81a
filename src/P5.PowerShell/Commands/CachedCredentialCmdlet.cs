using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>A cmdlet for the cached credentials.</summary>
public abstract class CachedCredentialCmdlet : P5Cmdlet
{
    /// <summary>Selects the cached credentials that a <c>-Name</c> means.</summary>
    /// <param name="patterns">What the user entered; null means every plugin.</param>
    /// <returns>The credentials, by plugin name.</returns>
    private protected IReadOnlyList<PluginCredential> SelectCached(string[]? patterns) =>
        SelectByName(ModuleState.Host.Credentials.List(), credential => credential.PluginName, patterns, NotCached);

    private static P5Exception NotCached(string plugin) => new(
        ErrorIds.CredentialNotFound,
        $"Plugin '{plugin}' has no cached credential.",
        "List cached credentials with Get-P5Credential, or call the plugin with Invoke-P5Authenticate.");
}
