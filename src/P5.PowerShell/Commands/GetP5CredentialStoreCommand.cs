using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>Shows whether the credential store is on, and what it has. Needs no key and asks for nothing.</summary>
[Cmdlet(VerbsCommon.Get, "P5CredentialStore")]
[OutputType(typeof(CredentialStoreInfo))]
public sealed class GetP5CredentialStoreCommand : P5Cmdlet
{
    /// <inheritdoc />
    private protected override void End() =>
        WriteObject(InvokeOrTerminate(() => new CredentialStoreInfo(ModuleState.Host.Store)));
}
