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
        string path = PathOption.Resolve(parsed.GetValue(_path));
        string? stack = parsed.GetValue(_stack);
        WorkspaceConfiguration configuration =
            Interruption.EndAtOnce(() => P5Host.LoadConfiguration(path, stack, stackIsOptional));
        report.Configuration(configuration);
        return configuration;
    }
}

/// <summary>A command that calls the plugins of a stack.</summary>
internal abstract class CallingCommand : StackCommand
{
    private readonly Option<bool> _force = new("--force")
    {
        Description = "Call the plugins although the credential store has their credentials.",
        Arity = ArgumentArity.Zero, // else 'exec --force true' would take the command for the option's value
    };

    protected CallingCommand(string name, string description, Interruption interruption)
        : base(name, description, interruption) => Options.Add(_force);

    /// <summary>Calls the plugins, and stops them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">As in <see cref="P5HostOptions.Files"/>.</param>
    /// <param name="report">Receives the messages.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The variables; null if a plugin failed, which has been reported.</returns>
    protected Task<VariableSet?> CallAsync(
        ParseResult parsed, VariableFiles? files, Report report, CancellationToken cancellationToken) =>
        StackVariables.GetAsync(Load(parsed, report), parsed.GetValue(_force), files, report, cancellationToken);
}
