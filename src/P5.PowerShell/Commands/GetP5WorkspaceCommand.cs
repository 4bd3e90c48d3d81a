using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Shows what a workspace would run and whether it is approved, or lists all approved ones. Starts nothing.
/// </summary>
[Cmdlet(VerbsCommon.Get, "P5Workspace", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Workspace))]
public sealed class GetP5WorkspaceCommand : WorkspaceCmdlet
{
    private const string ApprovedSet = "Approved";

    /// <summary>Lists all workspaces with an approval, wherever they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ApprovedSet)]
    public SwitchParameter Approved { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        if (ParameterSetName == PathSet)
        {
            ForEachFolder(folder => Write(WorkspaceReview.Of(WorkspaceLocator.Find(folder))));
            return;
        }

        foreach (IGrouping<WorkspaceIdentity, Approval> approvals in InvokeOrTerminate(ModuleState.Host.Approvals.List)
            .GroupBy(approval => approval.Identity))
        {
            WriteApproved(approvals.MaxBy(approval => approval.ApprovedAt)!);
        }
    }

    private void Write(WorkspaceReview review) =>
        WriteObject(new Workspace(review, ModuleState.Host.Approvals.Find(review.Identity)));

    private void WriteApproved(Approval latest)
    {
        if (WorkspaceLocator.TryFind(latest.Path) != latest.Path)
        {
            WriteObject(new Workspace(latest));
            return;
        }

        try
        {
            Write(WorkspaceReview.Of(latest.Path));
        }
        catch (P5Exception exception)
        {
            WriteError(P5ErrorRecord.Create(exception, latest.Path));
        }
    }
}
