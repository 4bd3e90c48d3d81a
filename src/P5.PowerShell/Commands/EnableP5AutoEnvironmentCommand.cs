using System.Management.Automation;
using System.Management.Automation.Runspaces;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Applies the credentials of approved workspaces when the location enters them, and restores the environment when it
/// leaves.
/// </summary>
[Cmdlet(VerbsLifecycle.Enable, "P5AutoEnvironment")]
public sealed class EnableP5AutoEnvironmentCommand : AutoEnvironmentCmdlet
{
    /// <inheritdoc />
    private protected override void End()
    {
        InvokeOrTerminate(() =>
        {
            if (!AutoEnvironmentHook.TryAdd(Runspace.DefaultRunspace, SessionState))
            {
                throw new P5Exception(
                    ErrorIds.EnvironmentInUse,
                    "Another runspace of this process uses the auto environment, and all runspaces share one "
                        + "environment.",
                    "Run Disable-P5AutoEnvironment there, or close that runspace.");
            }
        });
        UpdateAutoEnvironment();
    }
}
