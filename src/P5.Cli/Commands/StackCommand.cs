using System.CommandLine;
using P5.Host;
using P5.Host.Configuration;

namespace P5.Cli.Commands;

/// <summary>A command that works on a stack of a workspace.</summary>
internal abstract class StackCommand : P5Command
{
    private readonly Option<string?> _stack = new("--stack", "-s")
    {
        Description = "The stack. Default: $PULUMI_STACK, else the one selected with 'pulumi stack select'.",
    };

    private readonly Option<string?> _path = new("--path", "-C")
    {
        Description = "A folder in the workspace. Default: the current folder.",
    };

    protected StackCommand(string name, string description, Interruption interruption)
        : base(name, description, interruption)
    {
        // The workspace is searched upwards from it, so that a misspelt folder would find the one around it.
        _path.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path && !Directory.Exists(path))
            {
                result.AddError($"The folder '{path}' does not exist.");
            }
        });
        Options.Add(_stack);
        Options.Add(_path);
        AddCommonOptions();
    }

    protected WorkspaceConfiguration Load(ParseResult parsed, Report report, bool stackIsOptional = false)
    {
        WorkspaceConfiguration configuration = P5Host.LoadConfiguration(
            Path.GetFullPath(parsed.GetValue(_path) ?? "."),
            parsed.GetValue(_stack),
            stackIsOptional);
        report.Configuration(configuration);
        return configuration;
    }
}
