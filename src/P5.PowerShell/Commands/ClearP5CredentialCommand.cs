using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Removes credentials from the cache, so that their plugins are called again. The session's environment stays.
/// </summary>
[Cmdlet(VerbsCommon.Clear, "P5Credential", SupportsShouldProcess = true)]
public sealed class ClearP5CredentialCommand : CachedCredentialCmdlet
{
    /// <inheritdoc />
    private protected override void Process()
    {
        foreach (PluginCredential credential in SelectCached())
        {
            string action = $"Remove the cached credential for stack '{credential.Context.StackName}'";
            if (ShouldProcess(credential.PluginName, action))
            {
                ModuleState.Host.Credentials.Remove(credential.PluginName);
            }
        }
    }
}
