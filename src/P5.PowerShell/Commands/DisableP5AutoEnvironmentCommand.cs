using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace P5.PowerShell.Commands;

/// <summary>
/// Restores what the auto environment applied, and stops applying credentials when the location changes.
/// </summary>
[Cmdlet(VerbsLifecycle.Disable, "P5AutoEnvironment")]
public sealed class DisableP5AutoEnvironmentCommand : P5Cmdlet
{
    /// <inheritdoc />
    private protected override void End() =>
        InvokeOrTerminate(() => AutoEnvironmentHook.Remove(Runspace.DefaultRunspace));
}
