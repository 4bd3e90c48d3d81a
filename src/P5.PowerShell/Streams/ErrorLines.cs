using System.Management.Automation;

namespace P5.PowerShell;

/// <summary>
/// Writes what a native command prints on standard error as PowerShell does: to the error stream, where <c>2&gt;</c>
/// finds it, shown as the bare line, and no failure: a preference of <c>Stop</c> does not end the command.
/// </summary>
internal sealed class ErrorLines : IDisposable
{
    // Shown without the usual frame because of this id.
    private const string ErrorId = "NativeCommandError";

    private readonly SteppablePipeline _pipeline;

    /// <summary>Creates the writer.</summary>
    /// <param name="cmdlet">The cmdlet whose error stream it is; all is written on its pipeline's thread.</param>
    public ErrorLines(PSCmdlet cmdlet)
    {
        // A cmdlet's own WriteError follows the preference. The block around it has no name that would go into the id.
        const string Script =
            "& { process { Microsoft.PowerShell.Utility\\Write-Error -ErrorRecord $_ -ErrorAction Continue } }";
        _pipeline = NestedPipeline.Create(cmdlet, Script);
        _pipeline.Begin(expectInput: true, (EngineIntrinsics)cmdlet.GetVariableValue("ExecutionContext"));
    }

    /// <summary>Writes a line.</summary>
    public void Write(string line) =>
        _pipeline.Process(new ErrorRecord(new RemoteException(line), ErrorId, ErrorCategory.NotSpecified, line));

    /// <inheritdoc />
    public void Dispose() => _pipeline.Dispose();
}
