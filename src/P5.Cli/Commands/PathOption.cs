using System.CommandLine;

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
}
