using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Approves that the auto environment runs the plugins of a workspace, as its configuration files are now.
/// </summary>
[Cmdlet(VerbsLifecycle.Approve, "P5Workspace", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Workspace))]
public sealed class ApproveP5WorkspaceCommand : WorkspaceCmdlet
{
    /// <inheritdoc />
    private protected override void Process() =>
        ForEachFolder(folder => Approve(WorkspaceReview.Of(WorkspaceLocator.Find(folder))));

    /// <inheritdoc />
    private protected override void End() => UpdateAutoEnvironment();

    private void Approve(WorkspaceReview review)
    {
        foreach (ConfigurationDiagnostic warning in review.Warnings)
        {
            WriteWarning($"{warning.Place}: {warning.Message}");
        }

        foreach (ConfigurationException error in review.StackErrors)
        {
            WriteWarning($"{error.Message} The file is not approved.");
        }

        string commands = review.Commands.Count == 0 ? "nothing" : string.Join("; ", review.Commands);
        if (!ShouldProcess(review.WorkspaceDirectory, $"Approve {review.Files.Count} files, which run {commands}"))
        {
            return;
        }

        Approval approval = review.Approve(TimeProvider.System.GetUtcNow());
        ModuleState.Host.Approvals.Save(approval);
        WriteObject(new Workspace(review, [approval]));
    }
}
