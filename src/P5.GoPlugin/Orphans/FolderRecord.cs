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
    private const string UnfinishedFileName = $"{FileName}.new";
    private const string Form = "go-plugin host record 1";

    /// <summary>Puts the record into a folder, in one step: nobody ever reads half of it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    internal void Write(string folder)
    {
        string file = Path.Combine(folder, FileName);
        string unfinished = Path.Combine(folder, UnfinishedFileName);
        File.WriteAllText(unfinished, Format());
        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>Reads a folder's record.</summary>
    /// <returns>The record, or null where there is none that this version understands.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    internal static FolderRecord? Read(string folder)
    {
        try
        {
            return TryParse(File.ReadAllText(Path.Combine(folder, FileName)), out FolderRecord? record) ? record : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a file in such a folder is the host's own.</summary>
    internal static bool IsRecord(string fileName) => fileName is FileName or UnfinishedFileName;

    /// <summary>Takes the record out of a folder, as far as it was written.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    internal static void Delete(string folder)
    {
        File.Delete(Path.Combine(folder, UnfinishedFileName));
        File.Delete(Path.Combine(folder, FileName));
    }

    /// <summary>One item a line; the command comes last, as it may hold line ends.</summary>
    internal string Format() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Form}\n{Space}\n{Host.Id} {Host.Start}\n{Plugin?.Id} {Plugin?.Start}\n{Command}");

    internal static bool TryParse(string text, [NotNullWhen(true)] out FolderRecord? record)
    {
        record = null;
        string[] lines = text.Split('\n', count: 5);
        if (lines.Length != 5 || lines[0] != Form || ParseProcess(lines[2]) is not { } host)
        {
            return false;
        }

        record = new FolderRecord(lines[1], host, ParseProcess(lines[3]), lines[4]);
        return true;
    }

    private static ProcessIdentity? ParseProcess(string line) =>
        line.Split(' ') is [var id, { Length: > 0 } start]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new ProcessIdentity(number, start)
            : null;
}
