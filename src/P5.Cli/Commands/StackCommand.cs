using System.CommandLine;
using P5.Host;

namespace P5.Cli;

/// <summary>A command that works on a stack of a workspace.</summary>
internal abstract class StackCommand : P5Command
{
    private readonly Option<string?> _stack = new("--stack", "-s")
    {
        Description = "The stack. Default: $PULUMI_STACK, else the one selected with 'pulumi stack select'.",
    };

    private readonly PathOption _path = new();

    protected StackCommand(string name, string description, Interruption interruption)
        : base(name, description, interruption)
    {
        Options.Add(_stack);
        Options.Add(_path);
        AddCommonOptions();
    }

    protected WorkspaceConfiguration Load(ParseResult parsed, Report report, bool stackIsOptional = false)
    {
        WorkspaceConfiguration configuration = P5Host.LoadConfiguration(
            PathOption.Resolve(parsed.GetValue(_path)),
            parsed.GetValue(_stack),
            stackIsOptional);
        report.Configuration(configuration);
        return configuration;
    }
}
