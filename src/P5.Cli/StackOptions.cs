using System.CommandLine;

namespace P5.Cli;

/// <summary>The options that say whose credentials are meant; every command that asks plugins has them.</summary>
internal sealed class StackOptions
{
    public Option<string?> Stack { get; } = new("--stack", "-s")
    {
        Description = "The stack. Default: $PULUMI_STACK, else the one selected with 'pulumi stack select'.",
    };

    public Option<string> Path { get; } = new("--path", "-C")
    {
        Description = "A folder in the workspace. Default: the current folder.",
        DefaultValueFactory = _ => ".",
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Tells on standard error which files are read, what each plugin gives (names only) and logs.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Stack);
        command.Options.Add(Path);
        command.Options.Add(Verbose);
    }
}
