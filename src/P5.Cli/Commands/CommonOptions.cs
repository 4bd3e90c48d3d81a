using System.CommandLine;
using P5.Host;

namespace P5.Cli;

internal sealed class PathOption : Option<string?>
{
    public PathOption()
        : base("--path", "-C")
    {
        Description = "A folder in the workspace. Default: the current folder.";

        // The workspace is searched upwards from it, so a misspelt folder would find the one that contains it.
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

/// <summary>Text for people, or JSON for programs.</summary>
internal sealed class FormatOption : Option<string>
{
    private const string Json = "json";
    private const string Text = "text";

    public FormatOption()
        : base("--format", "-f")
    {
        Description = "The output format. Default: text.";
        DefaultValueFactory = _ => Text;
        this.AcceptOnlyFromAmong(Text, Json);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(this) == Json;
}

/// <summary>An executable and its arguments. Options before it are those of p5env.</summary>
internal sealed class CommandLineArgument : Argument<string[]>
{
    public CommandLineArgument(string commandName, string description)
        : base("command")
    {
        Description = description;
        Arity = ArgumentArity.OneOrMore;
        Validators.Add(result =>
        {
            string name = result.Tokens[0].Value;
            if (name is "" or ['-', ..])
            {
                result.AddError($"'{name}' is neither an option of {commandName} nor a command.");
            }
        });
    }
}
