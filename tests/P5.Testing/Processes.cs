using System.Diagnostics;

namespace P5.Testing;

/// <summary>Looks at processes that are not children of this one, and so cannot be waited for.</summary>
public static class Processes
{
    public static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited && !IsZombie(processId);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Waits until these processes have ended: the system ends a killed process in its own time.</summary>
    public static async Task EndedAsync(params IEnumerable<int> processIds)
    {
        int[] waiting = [.. processIds];
        long start = Stopwatch.GetTimestamp();
        while (waiting.Any(IsAlive))
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5), "a process is left");
            await Task.Delay(10);
        }
    }

    /// <summary>
    /// Kills a process and its descendants; in Wine itself alone, because a process that is just ending has no valid
    /// start time there, by which .NET looks for descendants.
    /// </summary>
    public static void KillTree(Process process) => process.Kill(entireProcessTree: !Wine.IsRunning);

    /// <summary>A killed child of a plugin has ended before the system's first process collects it.</summary>
    private static bool IsZombie(int processId)
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ReadLines($"/proc/{processId}/status")
                .Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return true; // It is gone by now.
        }
    }
}
