namespace P5.Faulty;

/// <summary>Runs the mode that the first argument names.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // The tests count what is left of the plugins they started.
        if (Environment.GetEnvironmentVariable("FAULTY_PIDS") is { } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Environment.ProcessId}"), args[0]);
        }

        if (StartFaults.Modes.TryGetValue(args[0], out Func<Task<int>>? fault))
        {
            return await fault();
        }

        if (Environment.GetEnvironmentVariable("FAULTY_COOKIE") != "crumb")
        {
            await Console.Error.WriteLineAsync("This is a plugin; a host starts it.");
            return 1;
        }

        return await FaultyServer.RunAsync(args[0]);
    }
}
