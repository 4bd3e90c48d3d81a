using System.Management.Automation;
using System.Net;
using System.Security;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Stores a secret of the user in the credential store, for configurations that name it in certain folders.
/// </summary>
[Cmdlet(VerbsCommon.Set, "P5Secret", SupportsShouldProcess = true)]
[OutputType(typeof(Secret))]
public sealed class SetP5SecretCommand : P5Cmdlet
{
    /// <summary>The name of the secret.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The value; by default, the command asks for it.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Value { get; set; }

    /// <summary>
    /// The folders whose workspaces may use the secret; by default the repository of the location, or the location.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Replaces a secret of this name that is for other folders.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc />
    private protected override void End()
    {
        UserSecrets secrets = ModuleState.Host.Store.Secrets;
        string[] folders = InvokeOrTerminate(() =>
            Path?.Select(ResolvePath).ToArray() ?? [UserSecrets.FolderOf(ResolvePath(null))]);
        if (!ShouldProcess(Name, $"Store a secret for {string.Join(", ", folders)}"))
        {
            return;
        }

        StoredSecret? stored = null;
        InvokeOrTerminate(() => Run(async (dispatcher, cancellationToken) =>
        {
            secrets.CheckTarget(Name, folders, Force);
            string value = Value is null
                ? await AskAsync(dispatcher, cancellationToken).ConfigureAwait(false)
                : new NetworkCredential("", Value).Password;
            stored = await secrets
                .SetAsync(Name, value, folders, Force, dispatcher.AskSecretAsync, cancellationToken)
                .ConfigureAwait(false);
        }));
        if (ModuleState.Host.Store.Backend == StoreBackend.KernelKeyring)
        {
            WriteWarning(
                "The key of the credential store is in the kernel's keyring, which is empty after a restart of the "
                + "machine. Store the secret again then, or choose another backend with Enable-P5CredentialStore.");
        }

        WriteObject(new Secret(stored!));
    }

    private async Task<string> AskAsync(CmdletDispatcher dispatcher, CancellationToken cancellationToken) =>
        await dispatcher.AskSecretAsync($"Value of secret {Name}", cancellationToken).ConfigureAwait(false)
        ?? throw new P5Exception(
            ErrorIds.SecretInvalid,
            $"Secret '{Name}' has no value, and this session cannot ask for it.",
            "Use -Value with a secure string.");
}
