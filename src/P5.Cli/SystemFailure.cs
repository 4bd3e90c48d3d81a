namespace P5.Cli;

/// <summary>
/// Reports failures that no command handles. Uses no other assembly of p5env, because one of them may be missing.
/// </summary>
internal static class SystemFailure
{
    /// <summary>Prints the message and the next step.</summary>
    public static void Report(Exception exception, TextWriter error)
    {
        AssemblyFailure? failure = AssemblyFailure.Find(exception, "p5env's folder", AppContext.BaseDirectory);
        string message = ControlCharacters.Escape(failure?.Message ?? exception.GetBaseException().Message);
        string nextStep = failure?.NextStep
            ?? (exception is OutputMissingException ? OutputMissingException.NextStep : null)
            ?? "Check permissions, free space and memory, and the limit of open files (ulimit -n).";
        try
        {
            error.Write($"p5env: error: {message}\np5env:   {nextStep}\n");
        }
        catch (IOException)
        {
            // There is nowhere left to report it; the exit code still reports the result.
        }
    }
}
