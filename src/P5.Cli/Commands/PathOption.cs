using System.CommandLine;
using P5.Host;

namespace P5.Cli;

internal sealed class PathOption : Option<string?>
{
    public PathOption()
        : base("--path", "-C")
    {
        Description = "A folder in the workspace. Default: the current folder.";

        // The workspace is searched upwards from it, so that a misspelt folder would find the one around it.
        Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path && !Directory.Exists(path))
            {
                result.AddError($"The folder '{path}' does not exist.");
            }
        });
    }

    /// <summary>The full path of the folder.</summary>
    /// <exception cref="P5Exception">The current folder was deleted.</exception>
    public static string Resolve(string? path)
    {
        try
        {
            return Path.GetFullPath(path ?? ".");
        }
        catch (IOException exception)
        {
            throw new P5Exception(
                ErrorIds.WorkspaceNotFound,
                "The current folder does not exist.",
                "Change to the folder of a Pulumi program, or name it with its full path in --path.",
                exception);
        }
    }
}
