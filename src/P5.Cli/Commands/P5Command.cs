using System.CommandLine;
using P5.Host;

namespace P5.Cli;

/// <summary>What all commands have in common: how they fail and how they are interrupted.</summary>
internal abstract class P5Command : Command
{
    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Print details to standard error. Secret values are never printed.",
        Arity = ArgumentArity.Zero, // else 'exec -v true' would take the command for the option's value
    };

    protected P5Command(string name, string description, Interruption interruption)
        : base(name, description)
    {
        Interruption = interruption;
        SetAction(InvokeAsync);
    }

    protected Interruption Interruption { get; }

    /// <summary>The exit code if the command fails.</summary>
    protected virtual int FailureCode => ExitCodes.Failure;

    /// <summary>Adds the options that all commands have; the last ones in the help.</summary>
    protected void AddCommonOptions() => Options.Add(_verbose);

    protected abstract Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = new Report(parsed.InvocationConfiguration.Error, parsed.GetValue(_verbose));
        try
        {
            return await RunAsync(parsed, report, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interruption.ExitCode;
        }
        catch (OutputClosedException)
        {
            return ExitCodes.OutputClosed;
        }
        catch (P5Exception exception)
        {
            report.Error(exception);
            return FailureCode;
        }
        catch (Exception exception)
        {
            SystemFailure.Report(exception, parsed.InvocationConfiguration.Error);
            return FailureCode;
        }
    }
}
