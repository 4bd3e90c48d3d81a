using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace P5.GoPlugin;

/// <summary>Ownership record that lets a later host clean up if this one is killed.</summary>
/// <param name="Space">The process namespace of the ids.</param>
/// <param name="Host">The host.</param>
/// <param name="Plugin">The plugin, or null if it is about to be started.</param>
/// <param name="Command">The plugin's executable.</param>
/// <param name="Socket">The plugin's socket outside of the folder, or null for none.</param>
internal sealed record FolderRecord(
    string Space, ProcessIdentity Host, ProcessIdentity? Plugin, string Command, string? Socket = null)
{
    private const string FileName = "host-record";
    private const string Form = "go-plugin host record 2";
    private const string SocketPrefix = "socket ";

    /// <summary>
    /// Writes the record into a folder that has none. A concurrent reader finds an incomplete line, which is treated as
    /// no record. An atomic write would need another file and a move, which is slow with many plugins.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal void Write(string folder) => File.WriteAllText(PathIn(folder), Format());

    /// <summary>Appends the plugin to the record in a folder.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal static void Add(string folder, ProcessIdentity plugin) =>
        File.AppendAllText(PathIn(folder), FormatProcess(plugin));

    /// <summary>Appends the plugin's socket outside of the folder to the record in it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal static void Add(string folder, string socket) => File.AppendAllText(PathIn(folder), FormatSocket(socket));

    /// <returns>The record, or null if there is none that this version can read.</returns>
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

    internal static bool IsRecord(string fileName) => fileName == FileName;

    /// <summary>Deletes the record in a folder, if there is one.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal static void Delete(string folder) => File.Delete(PathIn(folder));

    /// <summary>One item per line; the plugin and its socket are appended when they are known.</summary>
    internal string Format() =>
        $"{Form}\n{Space}\n{FormatProcess(Host)}{OnOneLine(Command)}\n"
        + (Plugin is null ? "" : FormatProcess(Plugin))
        + (Socket is null ? "" : FormatSocket(Socket));

    internal static bool TryParse(string text, [NotNullWhen(true)] out FolderRecord? record)
    {
        record = null;

        // The text after the last line feed is not a complete line.
        string[] lines = text.Split('\n')[..^1];
        if (lines.Length < 4 || lines[0] != Form || ParseProcess(lines[2]) is not { } host)
        {
            return false;
        }

        // The plugin is missing if it could not be recorded.
        string[] appended = lines[4..];
        string? socket = Array.Find(appended, line => line.StartsWith(SocketPrefix, StringComparison.Ordinal));
        record = new FolderRecord(
            lines[1],
            host,
            appended.Select(ParseProcess).FirstOrDefault(process => process is not null),
            FromOneLine(lines[3]),
            socket is null ? null : FromOneLine(socket[SocketPrefix.Length..]));
        return true;
    }

    private static string PathIn(string folder) => Path.Combine(folder, FileName);

    // A path can contain a line feed, but never a zero byte.
    private static string OnOneLine(string path) => path.Replace('\n', '\0');

    private static string FromOneLine(string line) => line.Replace('\0', '\n');

    private static string FormatSocket(string socket) => $"{SocketPrefix}{OnOneLine(socket)}\n";

    private static string FormatProcess(ProcessIdentity process) =>
        string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.Start}\n");

    private static ProcessIdentity? ParseProcess(string line) =>
        line.Split(' ') is [var id, { Length: > 0 } start]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new ProcessIdentity(number, start)
            : null;
}
