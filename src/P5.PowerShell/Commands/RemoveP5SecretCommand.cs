using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Removes secrets of the user from the credential store. Needs no key.</summary>
[Cmdlet(VerbsCommon.Remove, "P5Secret", SupportsShouldProcess = true)]
public sealed class RemoveP5SecretCommand : SecretCmdlet
{
    /// <summary>The names of the secrets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc />
    private protected override void Process()
    {
        foreach (StoredSecret secret in Select(Name))
        {
            if (ShouldProcess(secret.Name, "Remove the secret"))
            {
                InvokeOrTerminate(() => Run((_, cancellationToken) =>
                    ModuleState.Host.Store.Secrets.RemoveAsync(secret.Name, cancellationToken)));
            }
        }
    }
}
