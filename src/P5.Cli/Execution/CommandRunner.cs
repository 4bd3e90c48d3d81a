using P5.GoPlugin;

namespace P5.Cli.Execution;

/// <summary>Runs the user's command in p5env's place.</summary>
internal static class CommandRunner
{
    /// <summary>Runs it with variables added to this process's own.</summary>
    /// <param name="commandLine">The command and its arguments.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="report">Takes what is to be told.</param>
    /// <returns>The command's exit code, or why it did not run. On Unix it returns only where it did not run.</returns>
    public static int Run(string[] commandLine, IReadOnlyDictionary<string, string> variables, Report report)
    {
        if (!ExecutableFinder.TryFind(commandLine[0], out string? file, out string? problem))
        {
            report.Warning($"the command was not run: {problem}");
            return ExitCodes.NotFound;
        }

        foreach ((string name, string value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        return OperatingSystem.IsWindows()
            ? ChildProcess.Run(file, commandLine[1..])
            : UnixProcess.Replace(file, commandLine, report);
    }
}
