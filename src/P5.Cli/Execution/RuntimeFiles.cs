namespace P5.Cli;

/// <summary>
/// The socket and the pipes by which debuggers find a .NET process; the runtime deletes them when it exits.
/// </summary>
internal static class RuntimeFiles
{
    /// <summary>Deletes this process's files before it is replaced by another program without exiting.</summary>
    public static void Delete()
    {
        try
        {
            DeleteIn(Path.GetTempPath());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The files stay behind; the command does not depend on their removal.
        }
    }

    private static void DeleteIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return; // TMPDIR names no folder, so the runtime created none
        }

        // One search for both: a temporary folder can contain thousands of files.
        var readable = new EnumerationOptions { IgnoreInaccessible = true };
        foreach (string file in Directory.GetFiles(folder, $"*-{Environment.ProcessId}-*", readable))
        {
            if (Path.GetFileName(file).StartsWith("dotnet-diagnostic-", StringComparison.Ordinal)
                || Path.GetFileName(file).StartsWith("clr-debug-pipe-", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }
}
