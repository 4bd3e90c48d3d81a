using System.CommandLine;
using P5.Cli.Execution;
using P5.Host;

namespace P5.Cli.Commands;

/// <summary><c>p5env exec</c>: runs a command with a stack's credentials in its environment, and only there.</summary>
internal static class ExecCommand
{
    public static Command Create()
    {
        var stack = new StackOptions();
        var commandLine = new Argument<string[]>("command")
        {
            Description = "The command and its arguments, after --.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("exec", "Runs a command with the stack's credentials in its environment, and ends as the command does.")
        {
            commandLine,
        };
        stack.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = new Report(Console.Error, parsed.GetValue(stack.Verbose));
            try
            {
                IReadOnlyDictionary<string, string>? variables = await CredentialSource.GetVariablesAsync(
                    parsed.GetRequiredValue(stack.Path),
                    parsed.GetValue(stack.Stack),
                    report,
                    cancellationToken);

                // With half of its credentials a command may do harm: it does not run.
                return variables is null
                    ? ExitCodes.ExecFailure
                    : CommandRunner.Run(parsed.GetRequiredValue(commandLine), variables, report);
            }
            catch (P5Exception exception)
            {
                report.Error(exception);
                return ExitCodes.ExecFailure;
            }
        });
        return command;
    }
}
