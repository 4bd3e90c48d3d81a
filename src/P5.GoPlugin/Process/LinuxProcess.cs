using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace P5.GoPlugin;

/// <summary>Reads <c>/proc</c>.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxProcess
{
    /// <summary>Fields of <c>stat</c>, counted from the end of the name, which may contain any character.</summary>
    private const int StateField = 0;
    private const int ThreadsField = 17;
    private const int StartField = 19;

    private const int NoSuchProcess = 3; // ESRCH

    /// <summary>Start times count from the boot, so they identify a process only together with it.</summary>
    private static readonly string s_boot = ReadBoot();

    /// <param name="id">The process.</param>
    /// <param name="start">The start time as text, or null if no process has the id.</param>
    /// <returns>Whether the system answered.</returns>
    internal static bool TryReadStart(int id, out string? start)
    {
        start = null;
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{id}/stat");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException failure)
        {
            // The process can end while its entry is read. Other errors, such as a lack of descriptors, mean nothing.
            return failure.HResult == NoSuchProcess;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }

        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

        // The first thread can end before the others, which then still hold the files and sockets of the process.
        bool hasEnded = fields[StateField] is "Z" or "X" && fields[ThreadsField] is "0" or "1";
        start = hasEnded ? null : $"{fields[StartField]}@{s_boot}";
        return true;
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
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            // The second look excludes another process that got the id after the first one.
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && HasOneOf(folder, wanted)
                && ProcessIdentity.Of(id) is { } process
                && !IsEarlier(process.Start, oldest.Start)
                && HasOneOf(folder, wanted))
            {
                yield return process;
            }
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
}
