using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace P5.GoPlugin;

/// <summary>Reads <c>/proc</c>.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxProcess
{
    /// <summary>Fields of <c>stat</c>, counted from the end of the name, which may contain any character.</summary>
    private const int StateField = 0;
    private const int ParentField = 1;
    private const int ThreadsField = 17;
    private const int StartField = 19;

    private const int NoSuchProcess = 3; // ESRCH
    private const int KillSignal = 9; // SIGKILL
    private const int StopSignal = 19; // SIGSTOP

    /// <summary>Start times count from the boot, so they identify a process only together with it.</summary>
    private static readonly string s_boot = ReadBoot();

    /// <param name="id">The process.</param>
    /// <param name="start">The start time as text, or null if no process has the id.</param>
    /// <returns>Whether the system answered.</returns>
    internal static bool TryReadStart(int id, out string? start)
    {
        start = null;
        string[]? fields;
        try
        {
            fields = ReadStat(id);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Other errors, such as a lack of descriptors, mean nothing.
            return false;
        }

        if (fields is null)
        {
            return true;
        }

        // The first thread can end before the others, which then still hold the files and sockets of the process.
        bool hasEnded = fields[StateField] is "Z" or "X" && fields[ThreadsField] is "0" or "1";
        start = hasEnded ? null : $"{fields[StartField]}@{s_boot}";
        return true;
    }

    /// <summary>
    /// Kills the descendants of a process, and suspends it. .NET reads all processes once for each descendant, which
    /// takes minutes if a process keeps starting others.
    /// </summary>
    /// <param name="root">The process.</param>
    /// <param name="limit">How long those that start others are pursued.</param>
    /// <exception cref="IOException">The processes cannot be read, for example for a lack of descriptors.</exception>
    /// <exception cref="AggregateException">One of them cannot be killed; the others are.</exception>
    /// <exception cref="InvalidOperationException">This process is one of them; nothing is killed.</exception>
    internal static void KillDescendants(int root, TimeSpan limit)
    {
        if (ListDescendants(root).Contains(Environment.ProcessId))
        {
            throw new InvalidOperationException("This process is a descendant of it.");
        }

        // A suspended process starts no other. When no new one is found, all are.
        long start = TimeProvider.System.GetTimestamp();
        List<Exception> failures = [];
        HashSet<int> suspended = [];
        Signal(root, StopSignal);
        while (ListDescendants(root).Where(suspended.Add).ToList() is { Count: > 0 } found
            && TimeProvider.System.GetElapsedTime(start) < limit)
        {
            found.ForEach(id => Signal(id, StopSignal));
        }

        foreach (int id in suspended)
        {
            if (Signal(id, KillSignal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and int error)
            {
                failures.Add(new Win32Exception(error));
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>
    /// Finds the processes of this user that were started with one of these variables in their environment.
    /// </summary>
    /// <param name="variables">Names and values, as in <c>NAME=value</c>.</param>
    /// <param name="oldest">Processes that started before this one are left out.</param>
    /// <exception cref="IOException">The processes cannot be read, for example for a lack of descriptors.</exception>
    internal static IEnumerable<ProcessIdentity> FindByEnvironment(
        IEnumerable<string> variables, ProcessIdentity oldest)
    {
        byte[][] wanted = [.. variables.Select(variable => Encoding.UTF8.GetBytes($"\0{variable}\0"))];
        foreach (int id in ListIds())
        {
            // The second look excludes another process that got the id after the first one.
            string folder = $"/proc/{id}";
            if (HasOneOf(folder, wanted)
                && ProcessIdentity.Of(id) is { } process
                && !IsEarlier(process.Start, oldest.Start)
                && HasOneOf(folder, wanted))
            {
                yield return process;
            }
        }
    }

    private static IEnumerable<int> ListIds()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                yield return id;
            }
        }
    }

    /// <returns>The ids, parents before their children. A process that has ended has none.</returns>
    private static List<int> ListDescendants(int root)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (int id in ListIds())
        {
            if (ReadStat(id) is { } fields
                && fields[StateField] is not ("Z" or "X")
                && int.Parse(fields[ParentField], CultureInfo.InvariantCulture) is var parent)
            {
                if (!children.TryGetValue(parent, out List<int>? siblings))
                {
                    children[parent] = siblings = [];
                }

                siblings.Add(id);
            }
        }

        List<int> found = [.. children.GetValueOrDefault(root, [])];
        for (int index = 0; index < found.Count; index++)
        {
            found.AddRange(children.GetValueOrDefault(found[index], []));
        }

        return found;
    }

    /// <returns>The fields after the name, or null if no process has the id.</returns>
    /// <exception cref="IOException">It cannot be read, for example for a lack of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    private static string[]? ReadStat(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception failure) when (
            failure is FileNotFoundException or DirectoryNotFoundException
            || failure is IOException { HResult: NoSuchProcess })
        {
            // The process can end while its entry is read.
            return null;
        }
    }

    /// <summary>Whether a process certainly started before another one. Takes texts of TryReadStart.</summary>
    private static bool IsEarlier(string start, string other) =>
        start.Split('@') is [var ticks, var boot]
        && other.Split('@') is [var otherTicks, var otherBoot]
        && boot == otherBoot
        && ulong.Parse(ticks, CultureInfo.InvariantCulture) < ulong.Parse(otherTicks, CultureInfo.InvariantCulture);

    /// <summary>Sandboxes that emulate Linux may not have the file; they boot with each start.</summary>
    private static string ReadBoot()
    {
        const string File = "/proc/sys/kernel/random/boot_id";
        return System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : "";
    }

    private static bool HasOneOf(string folder, byte[][] variables)
    {
        byte[] environment = ReadEnvironment(folder);
        return Array.Exists(variables, variable => environment.AsSpan().IndexOf(variable) >= 0);
    }

    /// <summary>
    /// The environment between two zero bytes; empty if the process has ended or belongs to another user, which matters
    /// to root, who can read those too.
    /// </summary>
    private static byte[] ReadEnvironment(string folder)
    {
        try
        {
            return UnixStatus.Of(folder).Owner == UnixStatus.CurrentUser
                ? [0, .. File.ReadAllBytes(Path.Combine(folder, "environ")), 0]
                : [];
        }
        catch (Exception failure) when (
            failure is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException
            || failure is IOException { HResult: NoSuchProcess })
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int id, int signal);
}
