using System.CommandLine;
using System.CommandLine.Invocation;
using P5.Cli;
using P5.Host;

if (args is [ExecCommand.CommandName or ExportCommand.CommandName, ..])
{
    // They call plugins; the runtime prepares for it until the configuration is read.
    P5Host.Prepare();
}

var interruption = new Interruption();
TextWriter error = StandardStreams.OpenError();
ParseResult parsed = CommandLine.Parse(args, interruption);
return parsed.Action is ParseErrorAction
    ? CommandLine.ReportErrors(parsed, error)
    : await parsed.InvokeAsync(
        new InvocationConfiguration
        {
            Output = StandardStreams.OpenOutput(),
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interruption handles the signals.
        },
        interruption.Token);
