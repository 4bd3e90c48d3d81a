using System.Diagnostics;

namespace P5.Interop.Tests;

/// <summary>Looks at processes that are not this one's to wait for.</summary>
internal static class Processes
{
    /// <summary>Whether a process runs.</summary>
    public static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
