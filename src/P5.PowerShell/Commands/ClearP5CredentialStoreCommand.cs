using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>Removes all credentials from the credential store, which stays on. Your secrets stay in it.</summary>
[Cmdlet(VerbsCommon.Clear, "P5CredentialStore", SupportsShouldProcess = true)]
public sealed class ClearP5CredentialStoreCommand : P5Cmdlet
{
    /// <inheritdoc />
    private protected override void End()
    {
        if (ShouldProcess(ModuleState.Host.Store.Directory, "Remove the stored credentials"))
        {
            InvokeOrTerminate(() => ModuleState.Host.Store.Clear());
        }
    }
}
