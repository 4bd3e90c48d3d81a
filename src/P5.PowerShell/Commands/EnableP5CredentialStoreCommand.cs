using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Turns the credential store on, for all sessions of the user: a login in one of them serves the others.
/// </summary>
[Cmdlet(VerbsLifecycle.Enable, "P5CredentialStore", SupportsShouldProcess = true)]
[OutputType(typeof(CredentialStoreInfo))]
public sealed class EnableP5CredentialStoreCommand : P5Cmdlet
{
    /// <summary>Where the key of the store is; by default the operating system's own store.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(StoreBackendCompleter))]
    public string? Backend { get; set; }

    /// <inheritdoc />
    private protected override void End()
    {
        StoreBackend backend = Backend is null
            ? CredentialStore.Backends[0]
            : InvokeOrTerminate(() => CredentialStore.FindBackend(Backend));
        if (!ShouldProcess(ModuleState.Host.Store.Directory, $"Store credentials, with the key in {backend}"))
        {
            return;
        }

        InvokeOrTerminate(() => Run((dispatcher, cancellationToken) =>
            ModuleState.Host.Store.EnableAsync(backend, dispatcher.AskSecretAsync, cancellationToken)));
        WriteObject(InvokeOrTerminate(() => new CredentialStoreInfo(ModuleState.Host.Store)));
    }
}
