using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Revokes the approval of a workspace, for every state of its files.</summary>
[Cmdlet(VerbsSecurity.Revoke, "P5Workspace", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
public sealed class RevokeP5WorkspaceCommand : WorkspaceCmdlet
{
    /// <inheritdoc />
    private protected override void Process() => ForEachFolder(Revoke);

    /// <inheritdoc />
    private protected override void End() => UpdateAutoEnvironment();

    private void Revoke(string folder)
    {
        WorkspaceIdentity? identity = Find(folder);
        if (identity is null)
        {
            throw new P5Exception(
                ErrorIds.WorkspaceNotApproved,
                $"{folder} is not approved.",
                "List approved workspaces with Get-P5Workspace -Approved.");
        }

        if (ShouldProcess(folder, "Revoke the approval"))
        {
            ModuleState.Host.Approvals.Remove(identity);
        }
    }

    /// <summary>The identity of the workspace there; if the folder is gone, the one that was approved.</summary>
    private static WorkspaceIdentity? Find(string folder)
    {
        IReadOnlyList<Approval> all = ModuleState.Host.Approvals.List();
        WorkspaceIdentity? there =
            WorkspaceLocator.TryFind(folder) is { } workspace ? WorkspaceIdentity.Of(workspace) : null;
        return all.FirstOrDefault(approval => approval.Identity == there || approval.Path == folder)?.Identity;
    }
}
