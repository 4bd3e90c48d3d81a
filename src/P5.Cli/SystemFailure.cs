namespace P5.Cli;

/// <summary>
/// Reports failures that no command expects. Uses none of p5env's other assemblies, which may be what is missing.
/// </summary>
internal static class SystemFailure
{
    /// <summary>Prints the message and the next step.</summary>
    public static void Report(Exception exception, TextWriter error)
    {
        AssemblyFailure? failure = AssemblyFailure.Find(exception, "p5env's folder", AppContext.BaseDirectory);
        try
        {
            error.Write($"p5env: error: {failure?.Message ?? exception.GetBaseException().Message}\n");
            error.Write(
                $"p5env:   {failure?.NextStep ?? "Check permissions, free space and memory, and the limit of open files "
                    + "(ulimit -n)."}\n");
        }
        catch (IOException)
        {
            // There is nowhere left to report it; the exit code still reports the result.
        }
    }
}
