using P5.GoPlugin;

namespace P5.Cli;

/// <summary>Replaces p5env with the user's command.</summary>
internal static class CommandRunner
{
    /// <summary>
    /// Runs it with variables added to this process's own. It is looked up on the caller's PATH, as if it had been
    /// called without p5env; a PATH among the variables is for the command.
    /// </summary>
    /// <param name="commandLine">The command and its arguments.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="report">Takes the messages.</param>
    /// <returns>The command's exit code, or why it did not run. On Unix it returns only if it did not run.</returns>
    public static int Run(string[] commandLine, IReadOnlyDictionary<string, string> variables, Report report)
    {
        string command = commandLine[0];
        if (!ExecutableFinder.TryFind(command, out string? file, out string? problem))
        {
            report.Error($"'{command}' was not run: {problem}.");
            return IsThere(command) ? ExitCodes.CannotExecute : ExitCodes.NotFound;
        }

        return OperatingSystem.IsWindows()
            ? ChildProcess.Run(file, commandLine[1..], variables)
            : UnixProcess.Replace(HasFolder(command) ? command : file, commandLine, variables, report);
    }

    private static bool IsThere(string command) => HasFolder(command)
        ? Path.Exists(command)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => Path.IsPathFullyQualified(folder) && File.Exists(Path.Combine(folder, command)));

    private static bool HasFolder(string command) => Path.GetFileName(command) != command;
}
