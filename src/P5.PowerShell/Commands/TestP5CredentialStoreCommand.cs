using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Tries the backends of the credential store, one object each: writes a key, reads it and removes it.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "P5CredentialStore")]
[OutputType(typeof(CredentialStoreCheck))]
public sealed class TestP5CredentialStoreCommand : P5Cmdlet
{
    /// <summary>The backends to try; by default those of this system.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(StoreBackendCompleter))]
    public string[]? Backend { get; set; }

    /// <inheritdoc />
    private protected override void End()
    {
        IEnumerable<StoreBackend> backends =
            InvokeOrTerminate(() => Backend?.Select(CredentialStore.FindBackend).ToArray()) ?? CredentialStore.Backends;
        InvokeOrTerminate(() => Run(async (dispatcher, cancellationToken) =>
        {
            await foreach (StoreCheck check in ModuleState.Host.Store
                .TestAsync(backends, dispatcher.AskSecretAsync, cancellationToken)
                .ConfigureAwait(false))
            {
                dispatcher.Post(cmdlet => cmdlet.WriteObject(new CredentialStoreCheck(check)));
            }
        }));
    }
}
