using System.Management.Automation;
using P5.PowerShell.Completion;

namespace P5.PowerShell.Commands;

/// <summary>Lists the credentials that are kept, also such as have expired since. Asks nobody.</summary>
[Cmdlet(VerbsCommon.Get, "P5Credential")]
[OutputType(typeof(Credential))]
public sealed class GetP5CredentialCommand : P5Cmdlet
{
    /// <summary>The plugins whose credentials to list, with wildcards; by default all.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CachedPluginCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc />
    protected override void EndProcessing()
    {
        foreach (Host.Credentials.Credential credential in ModuleState.Host.Credentials.List())
        {
            if (PluginNameFilter.Matches(credential.PluginName, Name))
            {
                WriteObject(new Credential(credential, fromCache: true));
            }
        }
    }
}
