namespace P5.Cli.Execution;

/// <summary>The socket and the pipes by which debuggers find a .NET process; the runtime deletes them when it exits.</summary>
internal static class RuntimeFiles
{
    /// <summary>Deletes this process's, which is about to be no .NET process any more without having exited.</summary>
    public static void Delete()
    {
        string folder = Path.GetTempPath();
        if (!Directory.Exists(folder))
        {
            return; // TMPDIR names none, so the runtime made none
        }

        var readable = new EnumerationOptions { IgnoreInaccessible = true };
        string[] patterns = [$"dotnet-diagnostic-{Environment.ProcessId}-*-socket", $"clr-debug-pipe-{Environment.ProcessId}-*"];
        foreach (string file in patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern, readable)))
        {
            File.Delete(file);
        }
    }
}
