using System.CommandLine;
using P5.Host;
using P5.Host.Environment.Export;

namespace P5.Cli.Commands;

/// <summary><c>p5env export</c>: the one command that prints values.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var stack = new StackOptions();
        var format = new Option<EnvironmentFormat>("--format", "-f")
        {
            Description = "The form of the text. Default: posix.",
            DefaultValueFactory = _ => EnvironmentFormat.Posix,
        };
        var command = new Command("export", "Prints the stack's variables with their values, for a shell to read.") { format };
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
                if (variables is null)
                {
                    return ExitCodes.Failure;
                }

                Console.Out.Write(EnvironmentFormatter.Format(variables, parsed.GetValue(format)));
                return ExitCodes.Success;
            }
            catch (P5Exception exception)
            {
                report.Error(exception);
                return ExitCodes.Failure;
            }
        });
        return command;
    }
}
