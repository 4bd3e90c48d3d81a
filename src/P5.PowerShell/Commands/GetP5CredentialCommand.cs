using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Lists the cached credentials, including expired ones. Contacts no plugin.</summary>
[Cmdlet(VerbsCommon.Get, "P5Credential")]
[OutputType(typeof(Credential))]
public sealed class GetP5CredentialCommand : CachedCredentialCmdlet
{
    /// <inheritdoc />
    private protected override void Process()
    {
        foreach (PluginCredential credential in SelectCached())
        {
            WriteObject(new Credential(credential, fromCache: true));
        }
    }
}
