using P5.GoPlugin;

namespace P5.Host.Migration.Sources;

/// <summary>Tells what is still to be done before a new command can run.</summary>
internal static class ExecutableCheck
{
    /// <param name="command">The command as it stands in the file.</param>
    /// <param name="configFolder">The folder of the file.</param>
    /// <returns>A sentence, or null if the executable is there.</returns>
    public static string? Describe(string command, string configFolder)
    {
        if (!command.AsSpan().ContainsAny('/', '\\'))
        {
            return $"the native executable '{command}' must be installed so that it is found on PATH.";
        }

        return ExecutableFinder.TryFind(UserPath.Resolve(command, configFolder), out _, out _)
            ? null
            : $"there is no native executable '{command}' yet; build or install it there.";
    }
}
