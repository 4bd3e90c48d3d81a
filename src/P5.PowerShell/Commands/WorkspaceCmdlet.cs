using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>A cmdlet for the approval of workspaces.</summary>
public abstract class WorkspaceCmdlet : AutoEnvironmentCmdlet
{
    private protected const string PathSet = "Path";

    /// <summary>Folders in the workspaces; by default the location.</summary>
    [Parameter(
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = PathSet)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Runs an action for each folder, also after one fails.</summary>
    /// <param name="action">What to do, with its full path.</param>
    private protected void ForEachFolder(Action<string> action)
    {
        string?[] location = [null];
        foreach (string? path in Path ?? location)
        {
            string folder = ResolvePath(path);
            try
            {
                action(folder);
            }
            catch (P5Exception exception)
            {
                WriteError(P5ErrorRecord.Create(exception, folder));
            }
        }
    }
}
