using P5.GoPlugin;
using P5.Host;

namespace P5.Cli;

/// <summary>Replaces p5env with the user's command.</summary>
internal static class CommandRunner
{
    /// <summary>
    /// Runs it with variables added to this process's own. It is looked up on the PATH that it gets, as in a shell in
    /// which the variables are set.
    /// </summary>
    /// <param name="commandLine">The command and its arguments.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="report">Takes the messages.</param>
    /// <returns>The command's exit code, or why it did not run. On Unix it returns only if it did not run.</returns>
    public static int Run(string[] commandLine, VariableSet variables, Report report)
    {
        string command = commandLine[0];
        IReadOnlyDictionary<string, string> environment = variables.AddTo(new ProcessEnvironment().GetVariables());
        if (!ExecutableFinder.TryFind(command, environment, out string? file, out string? problem))
        {
            report.Error($"'{command}' was not run: {problem}.");
            return IsThere(command, environment) ? ExitCodes.CannotExecute : ExitCodes.NotFound;
        }

        return OperatingSystem.IsWindows()
            ? ChildProcess.Run(file, commandLine[1..], variables.GetVariables(), report)
            : UnixProcess.Replace(
                HasFolder(command) ? command : file, commandLine, variables.GetVariables(), report);
    }

    private static bool IsThere(string command, IReadOnlyDictionary<string, string> environment) => HasFolder(command)
        ? Path.Exists(command)
        : environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator)
            .Any(folder => Path.IsPathFullyQualified(folder) && File.Exists(Path.Combine(folder, command)));

    private static bool HasFolder(string command) => Path.GetFileName(command) != command;
}
