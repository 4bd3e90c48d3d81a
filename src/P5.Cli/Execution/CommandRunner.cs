using P5.GoPlugin;
using P5.Host;

namespace P5.Cli;

/// <summary>Replaces p5env with the user's command, or runs it as a child where that is not possible.</summary>
internal static class CommandRunner
{
    /// <summary>
    /// Runs it with variables added to this process's own. It is looked up on the PATH that it gets, as in a shell in
    /// which the variables are set.
    /// </summary>
    /// <param name="commandLine">The command and its arguments.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="files">The files, which are deleted after the command.</param>
    /// <param name="report">Takes the messages.</param>
    /// <param name="interruption">Has the signals, which are for the command from here on.</param>
    /// <returns>
    /// The command's exit code, or why it did not run. If it replaces p5env, this returns only if it did not run.
    /// </returns>
    /// <exception cref="OperationCanceledException">A signal came before the command was run.</exception>
    public static int Run(
        string[] commandLine, VariableSet variables, VariableFiles files, Report report, Interruption interruption)
    {
        string command = commandLine[0];
        IReadOnlyDictionary<string, string> environment = variables.AddTo(new ProcessEnvironment().GetVariables());
        if (!ExecutableFinder.TryFind(command, environment, out string? file, out string? problem))
        {
            report.Error($"'{command}' was not run: {problem}.");
            return IsThere(command, environment) ? ExitCodes.CannotExecute : ExitCodes.NotFound;
        }

        foreach (string name in variables.FileNames)
        {
            report.Verbose($"{name} is a file until the command ends: {environment[name]}");
        }

        string path = HasFolder(command) ? command : file;
        if (!OperatingSystem.IsWindows() && !files.IsEmpty)
        {
            // Something must be left to delete the files, also those whose paths later plugins have got.
            return UnixChild.Run(path, commandLine, variables.GetVariables(), files, report, interruption);
        }

        interruption.Release();
        return OperatingSystem.IsWindows()
            ? ChildProcess.Run(file, commandLine[1..], variables.GetVariables(), report)
            : UnixProcess.Replace(path, commandLine, variables.GetVariables(), report);
    }

    private static bool IsThere(string command, IReadOnlyDictionary<string, string> environment) => HasFolder(command)
        ? Path.Exists(command)
        : environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator)
            .Any(folder => Path.IsPathFullyQualified(folder) && File.Exists(Path.Combine(folder, command)));

    private static bool HasFolder(string command) => Path.GetFileName(command) != command;
}
