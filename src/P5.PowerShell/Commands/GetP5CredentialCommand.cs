using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Lists the cached credentials, including expired ones. Contacts no plugin.</summary>
[Cmdlet(VerbsCommon.Get, "P5Credential")]
[OutputType(typeof(Credential))]
public sealed class GetP5CredentialCommand : CachedCredentialCmdlet
{
    /// <summary>The plugins whose credentials to list, with wildcards; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Plugin")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CachedPluginCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        foreach (PluginCredential credential in SelectCached(Name))
        {
            WriteObject(new Credential(credential, fromCache: true));
        }
    }
}
