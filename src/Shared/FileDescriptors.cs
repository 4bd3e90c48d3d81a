using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P5;

/// <summary>
/// Checks that a process can open enough files. .NET needs them for threads too, and ends the process if its thread
/// pool cannot start one. Compiled into the module's own assembly and into p5env.
/// </summary>
internal static partial class FileDescriptors
{
    private const int TooManyOpenFiles = 24; // EMFILE

    /// <summary>Checks whether the process can open as many files as P5 needs.</summary>
    /// <param name="needed">The number: assemblies, threads, the pipes and sockets of plugins.</param>
    /// <returns>Why not, or null if it can.</returns>
    public static string? FindShortage(int needed) => CountRest() is { } rest && rest < needed
        ? $"Too many files are open: {Math.Max(rest, 0)} more can be opened, and P5 needs {needed}."
        : null;

    /// <summary>The number of files that can still be opened, at most; null if the limit is unknown.</summary>
    private static long? CountRest()
    {
        var limit = default(Limit);
        if (OperatingSystem.IsWindows() || GetLimit(OperatingSystem.IsMacOS() ? 8 : 7, ref limit) != 0)
        {
            return null;
        }

        try
        {
            // The system assigns the lowest free number, so at least as many are in use.
            using SafeFileHandle probe = File.OpenHandle("/dev/null");
            return (long)Math.Min(limit.Current, long.MaxValue) - probe.DangerousGetHandle();
        }
        catch (IOException failure) when (failure.HResult == TooManyOpenFiles)
        {
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, ref Limit limit);

    private struct Limit
    {
        public nuint Current;
        public nuint Maximum;
    }
}
