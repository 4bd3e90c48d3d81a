namespace P5.Faulty;

/// <summary>Runs the mode that the first argument names.</summary>
internal static class Program
{
    private const string Notice = "This is a plugin; a host starts it.";

    private static async Task<int> Main(string[] args)
    {
        // The tests count what is left of the plugins they started.
        if (Environment.GetEnvironmentVariable("FAULTY_PIDS") is { } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Environment.ProcessId}"), args[0]);
        }

        if (!IsInvited && args[0] != "by-hand")
        {
            return await RefuseAsync(args[0]);
        }

        return StartFaults.Modes.TryGetValue(args[0], out Func<Task<int>>? fault)
            ? await fault()
            : await FaultyServer.RunAsync(args[0], args.ElementAtOrDefault(1));
    }

    /// <summary>The tests of the protocol alone have a cookie of their own.</summary>
    private static bool IsInvited =>
        Environment.GetEnvironmentVariable("FAULTY_COOKIE") == "crumb"
            || Environment.GetEnvironmentVariable("P5_PLUGIN") == "v0";

    private static async Task<int> RefuseAsync(string mode)
    {
        if (mode == "waits-by-hand")
        {
            await Task.Delay(TimeSpan.FromSeconds(60));
        }

        (int exitCode, string text) = mode switch
        {
            "mute-by-hand" => (1, ""),
            "content-by-hand" => (0, Notice),
            "framework-by-hand" => (150, StartFaults.FrameworkMissing),
            "missing-by-hand" => (127, "sh: 1: exec: /opt/plugin: not found"),
            "crash-by-hand" => (134, $"Unhandled exception. System.InvalidOperationException: {Notice}"),
            "vague-by-hand" => (2, "cannot read the plugin's configuration"),
            _ => (1, Notice),
        };
        await Console.Error.WriteAsync(text.Length > 0 ? text + "\n" : "");
        return exitCode;
    }
}
