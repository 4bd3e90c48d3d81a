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
        start = fields[StateField] is "Z" or "X" ? null : $"{fields[StartField]}@{s_boot}";
        return true;
    }

    /// <summary>Finds the processes of this user that were started with a variable in their environment.</summary>
    /// <param name="variable">The variable's name and value, as in <c>NAME=value</c>.</param>
    /// <returns>Their ids.</returns>
    internal static IEnumerable<int> FindByEnvironment(string variable)
    {
        byte[] wanted = Encoding.UTF8.GetBytes($"\0{variable}\0");
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && ReadEnvironment(folder).AsSpan().IndexOf(wanted) >= 0)
            {
                yield return id;
            }
        }
    }

    /// <summary>Sandboxes that emulate Linux may not have the file; they boot with each start.</summary>
    private static string ReadBoot()
    {
        const string File = "/proc/sys/kernel/random/boot_id";
        return System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : "";
    }

    /// <summary>
    /// The environment between two zero bytes; empty if the process has ended or belongs to another user.
    /// </summary>
    private static byte[] ReadEnvironment(string folder)
    {
        try
        {
            return [0, .. File.ReadAllBytes(Path.Combine(folder, "environ")), 0];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
