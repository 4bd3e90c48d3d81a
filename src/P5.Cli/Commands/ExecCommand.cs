using System.CommandLine;
using P5.Host;

namespace P5.Cli;

/// <summary><c>p5env exec</c>: runs a command with a stack's credentials in its environment, and only there.</summary>
internal sealed class ExecCommand : CallingCommand
{
    public const string CommandName = "exec";

    private readonly CommandLineArgument _commandLine = new(
        CommandName, "The command and its arguments. Options after the command are passed to it; -- can precede it.");

    public ExecCommand(Interruption interruption)
        : base(
            CommandName,
            "Runs a command with the stack's variables in its environment, and exits with its exit code.",
            interruption) => Arguments.Add(_commandLine);

    protected override int FailureCode => ExitCodes.ExecFailure;

    /// <summary>Whether the command to run has been reached.</summary>
    public bool HasCommand(ParseResult parsed) => parsed.GetResult(_commandLine) is { Tokens.Count: > 0 };

    protected override async Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        using var files = new VariableFiles();
        VariableSet? variables = await CallAsync(parsed, files, report, cancellationToken);
        string[] commandLine = parsed.GetRequiredValue(_commandLine);
        if (variables is null)
        {
            // With half of its credentials a command may do harm.
            report.Error($"'{commandLine[0]}' was not run, because not all of its variables are known.");
            return FailureCode;
        }

        VariableSet given = files.Write(variables);
        given.RequireSize(new ProcessEnvironment().GetVariables());
        return CommandRunner.Run(commandLine, given, files, report, Interruption);
    }
}
