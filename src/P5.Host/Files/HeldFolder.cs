using System.Globalization;
using System.Text;

namespace P5.Host;

/// <summary>
/// A new folder for the files of one holder. A lock beside it is held from before its creation until it is deleted, and
/// released by the system if the process is killed.
/// </summary>
internal sealed class HeldFolder : IDisposable
{
    /// <summary>
    /// The longest name of a variable with a file. File systems take 255 characters, of which a number needs some.
    /// </summary>
    public const int LongestName = 200;

    private const string LockExtension = ".lock";

    private readonly FileLock _lock;
    private int _lastStaged;

    private HeldFolder(string path, FileLock held) => (Path, _lock) = (path, held);

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Whether no one else has deleted it.</summary>
    public bool Exists => Directory.Exists(Path);

    /// <summary>Chooses a name for a folder.</summary>
    public static string NewName() =>
        // Need not be secure: other users cannot enter the folder around it.
        Random.Shared.NextInt64(1L << 48).ToString("x12", CultureInfo.InvariantCulture);

    /// <summary>Creates a folder.</summary>
    /// <param name="parent">Full path of a folder that only the user can enter.</param>
    /// <param name="name">Its name; another one is chosen if a process that deletes old folders has its lock.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static HeldFolder Create(string parent, string name)
    {
        string path = System.IO.Path.Combine(parent, name);
        FileLock? held = FileLock.TryTake(path + LockExtension);
        if (held is null)
        {
            path = System.IO.Path.Combine(parent, NewName());
            held = FileLock.TryTake(path + LockExtension) ?? throw new IOException($"Another process uses '{path}'.");
        }

        try
        {
            PrivateFolder.Create(path);
            return new HeldFolder(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Finds the folders of all holders, also if only the lock or only the folder is left.</summary>
    /// <param name="parent">Full path of the folder around them.</param>
    public static IEnumerable<string> FindAll(string parent) => Directory.GetDirectories(parent)
        .Union(Directory.GetFiles(parent, "*" + LockExtension).Select(file => file[..^LockExtension.Length]));

    /// <summary>Deletes a folder whose holder no longer exists.</summary>
    /// <param name="path">Full path of the folder, which need not exist.</param>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted.</exception>
    public static void DeleteAbandoned(string path)
    {
        using FileLock? taken = FileLock.TryTake(path + LockExtension);
        if (taken is null)
        {
            return;
        }

        using FileLock? again = FileLock.TryTake(path + LockExtension);
        if (again is not null)
        {
            // This file system has no locks, so the holder may still exist.
            return;
        }

        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Writes a new file that only the user can read, under a name that no program gets.</summary>
    /// <param name="content">The whole content, written as UTF-8.</param>
    /// <returns>Full path of the file, which is complete.</returns>
    /// <exception cref="IOException">It cannot be written; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public string Stage(string content)
    {
        string file = System.IO.Path.Combine(
            Path, string.Create(CultureInfo.InvariantCulture, $".{++_lastStaged}"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, options);
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush();
            return file;
        }
        catch
        {
            stream.Dispose();
            File.Delete(file);
            throw;
        }
    }

    /// <summary>Deletes the folder with all files. What cannot be deleted is left for the next process.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // On Windows, a program has a file open. Or the folder is gone, as after the end of the user's login.
        }

        _lock.Dispose();
    }
}
