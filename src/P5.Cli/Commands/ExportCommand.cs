using System.CommandLine;
using P5.Host.Environment.Export;

namespace P5.Cli.Commands;

/// <summary><c>p5env export</c>: the one command that prints values.</summary>
internal sealed class ExportCommand : StackCommand
{
    private readonly Option<EnvironmentFormat> _format = new("--format", "-f")
    {
        Description = "The form of the text. Default: posix.",
    };

    public ExportCommand(Interruption interruption)
        : base("export", "Prints the stack's variables with their values, for another program to read.", interruption)
    {
        // The type's own check names the type in its message.
        _format.AcceptOnlyFromAmong([.. Enum.GetNames<EnvironmentFormat>().Select(name => name.ToLowerInvariant())]);
        Options.Insert(0, _format);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string>? variables =
            await CredentialSource.GetVariablesAsync(Load(parsed, report), report, cancellationToken);
        if (variables is null)
        {
            return FailureCode;
        }

        parsed.InvocationConfiguration.Output.Write(EnvironmentFormatter.Format(variables, parsed.GetValue(_format)));
        return ExitCodes.Success;
    }
}
