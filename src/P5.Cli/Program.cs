using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;
using P5;
using P5.Cli;
using P5.Host;

// The most files that a call has opened in measurements; about half are assemblies.
const int Files = 64;
try
{
    CallerState.Mend();
    return FileDescriptors.FindShortage(Files) is { } shortage
        ? throw new IOException(shortage)
        : await RunAsync(args);
}
catch (OutputClosedException)
{
    return ExitCodes.OutputClosed;
}
catch (Exception exception)
{
    SystemFailure.Report(exception, StandardStreams.OpenError());
    return args is [ExecCommand.CommandName, ..] ? ExitCodes.ExecFailure : ExitCodes.Failure;
}

// A separate method, so that its caller's handler is active when .NET loads the assemblies that this one uses.
[MethodImpl(MethodImplOptions.NoInlining)]
static async Task<int> RunAsync(string[] args)
{
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
}
