using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace P5.GoPlugin;

/// <summary>What stands in a plugin's folder for the case that its host is killed: whose it is.</summary>
/// <param name="Space">The set of processes that the ids belong to.</param>
/// <param name="Host">The host.</param>
/// <param name="Plugin">The plugin, or null where it is about to be started.</param>
/// <param name="Command">The plugin's executable.</param>
internal sealed record FolderRecord(string Space, ProcessIdentity Host, ProcessIdentity? Plugin, string Command)
{
    private const string FileName = "host-record";
    private const string Form = "go-plugin host record 2";

    /// <summary>
    /// Puts the record into a folder that has none. Whoever reads it meanwhile finds a line without its end, and takes it
    /// for none: to put it there in one step takes another file and a move each time, which counts with many plugins.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal void Write(string folder) => File.WriteAllText(PathIn(folder), Format());

    /// <summary>Adds the plugin to the record in a folder.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal static void Add(string folder, ProcessIdentity plugin) =>
        File.AppendAllText(PathIn(folder), FormatProcess(plugin));

    /// <summary>Reads a folder's record.</summary>
    /// <returns>The record, or null where there is none that this version understands.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    internal static FolderRecord? Read(string folder)
    {
        try
        {
            return TryParse(File.ReadAllText(PathIn(folder)), out FolderRecord? record) ? record : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a file in such a folder is the host's own.</summary>
    internal static bool IsRecord(string fileName) => fileName == FileName;

    /// <summary>Takes the record out of a folder, as far as it was written.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal static void Delete(string folder) => File.Delete(PathIn(folder));

    /// <summary>One item a line, each with its end; the plugin comes last, once it runs.</summary>
    internal string Format() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Form}\n{Space}\n{FormatProcess(Host)}{OnOneLine(Command)}\n{(Plugin is null ? "" : FormatProcess(Plugin))}");

    internal static bool TryParse(string text, [NotNullWhen(true)] out FolderRecord? record)
    {
        record = null;

        // The last of these is what follows the last line's end.
        string[] lines = text.Split('\n');
        if (lines.Length < 5 || lines[0] != Form || ParseProcess(lines[2]) is not { } host)
        {
            return false;
        }

        record = new FolderRecord(
            lines[1], host, lines.Length == 6 ? ParseProcess(lines[4]) : null, FromOneLine(lines[3]));
        return true;
    }

    private static string PathIn(string folder) => Path.Combine(folder, FileName);

    // A path may hold a line's end, and never this.
    private static string OnOneLine(string command) => command.Replace('\n', '\0');

    private static string FromOneLine(string line) => line.Replace('\0', '\n');

    private static string FormatProcess(ProcessIdentity process) =>
        string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.Start}\n");

    private static ProcessIdentity? ParseProcess(string line) =>
        line.Split(' ') is [var id, { Length: > 0 } start]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new ProcessIdentity(number, start)
            : null;
}
