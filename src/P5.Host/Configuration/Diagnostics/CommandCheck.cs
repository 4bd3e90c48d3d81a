namespace P5.Host;

/// <summary>Checks that a plugin's executable is there and is the right one. Starts nothing.</summary>
internal static class CommandCheck
{
    public static void Run(PluginPlaces places, string workspace, FileChecksums checksums)
    {
        PluginConfiguration plugin = places.Plugin;
        string executable;
        try
        {
            executable = CommandResolver.Resolve(plugin, workspace);
        }
        catch (P5Exception exception)
        {
            string id = plugin.Command.Length == 0 ? DiagnosticIds.CommandMissing
                : CommandResolver.LeadsToFile(plugin, workspace) ? DiagnosticIds.CommandNotExecutable
                : DiagnosticIds.CommandNotFound;
            places.Error(id, exception.Message, exception.RecommendedAction, "cmd");
            return;
        }

        if (plugin.Sha256 is not { } expected)
        {
            return;
        }

        try
        {
            string actual = checksums.Of(executable);
            if (actual != expected)
            {
                places.Error(
                    DiagnosticIds.ChecksumMismatch,
                    $"{executable} has the SHA-256 {actual}, not {expected}: plugin '{plugin.Name}' will not be started.",
                    $"Find out why the file changed. If you trust it, set sha256 to {actual}.",
                    "sha256");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            places.Error(
                DiagnosticIds.ChecksumMismatch,
                $"{executable} cannot be compared with sha256: {exception.Message}",
                $"Make {executable} readable.",
                "sha256");
        }
    }
}
