using System.Globalization;
using System.Text;

namespace P5.Host;

/// <summary>
/// A lock that one process of the machine holds. The kernel releases it with its holder, however that ends: what
/// counts is the lock on the open file, not that the file exists. The file names the holder, and is deleted by it.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int MaximumBytes = 4096;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    /// <summary>How often Windows may refuse a file that is being deleted, before it counts as a failure.</summary>
    private const int MostRefusals = 50;

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, if no one has it.</summary>
    /// <param name="path">Full path of the file; its folder must exist.</param>
    /// <returns>The lock; null if another process, or another caller of this one, has it.</returns>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static FileLock? TryTake(string path)
    {
        while (Open(path) is { } file)
        {
            string mark = $"{Environment.ProcessId}\n{ProcessName}\n{Guid.NewGuid():N}";
            try
            {
                file.SetLength(0);
                file.Write(Encoding.UTF8.GetBytes(mark));
                file.Flush();
                if (ReadMark(path) == mark)
                {
                    return new FileLock(file);
                }

                // The last holder deleted the file after it was opened here: others lock another one.
                file.Dispose();
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }

        return null;
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">Full path of the file; its folder must exist.</param>
    /// <param name="waiting">
    /// Takes the holder, each time that it is another one, and null when that wait has ended.
    /// </param>
    /// <param name="timeout">The longest to wait; null sets no limit.</param>
    /// <param name="timeProvider">The clock of the timeout.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It was not released in time; the message names the holder.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static async Task<FileLock> TakeAsync(
        string path,
        Action<LockHolder?>? waiting,
        TimeSpan? timeout,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        long begin = timeProvider.GetTimestamp();
        int refusals = 0;
        LockHolder? known = null;
        while (true)
        {
            try
            {
                if (TryTake(path) is { } taken)
                {
                    if (known is not null)
                    {
                        waiting?.Invoke(null);
                    }

                    return taken;
                }
            }
            catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows() && ++refusals < MostRefusals)
            {
                // The holder is deleting it.
            }

            LockHolder? holder = ReadHolder(path);
            if (holder is not null && holder != known)
            {
                waiting?.Invoke(known = holder);
            }

            if (timeout is { } limit && timeProvider.GetElapsedTime(begin) >= limit)
            {
                string who = holder?.ToString() ?? "Another process";
                throw new TimeoutException($"{who} did not release its lock in time.");
            }

            // The system's clock: what is waited for is another process.
            await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        // Before it is released, so that no other process can have it by now. On Windows, the system deletes it.
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                File.Delete(_file.Name);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The folder is read-only by now. The next holder uses the file as it is.
            }
        }

        _file.Dispose();
    }

    // Not that of the process: in the .NET tool, that is dotnet.
    private static string ProcessName =>
        Path.GetFileNameWithoutExtension(Environment.GetCommandLineArgs().FirstOrDefault("")) is { Length: > 0 } name
            ? name
            : Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "";

    private static FileStream? Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            // Others can read who holds it, and open it in no other way.
            options.Share = FileShare.Read;
            options.Options = FileOptions.DeleteOnClose;
        }
        else
        {
            // An exclusive flock.
            options.Share = FileShare.None;
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream file;
        try
        {
            file = new FileStream(path, options);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }

        // A pipe or a device can be opened too. Windows has none in a folder.
        if (OperatingSystem.IsWindows() || UnixStatus.Of(file.SafeFileHandle, path).IsRegularFile)
        {
            return file;
        }

        file.Dispose();
        throw new IOException($"'{path}' is not a regular file, but a pipe or a device.");
    }

    private static bool IsHeld(IOException exception)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        const int LinuxWouldBlock = 11;
        const int MacWouldBlock = 35;
        return exception.HResult == (
            OperatingSystem.IsWindows() ? SharingViolation
            : OperatingSystem.IsMacOS() ? MacWouldBlock
            : LinuxWouldBlock);
    }

    private static LockHolder? ReadHolder(string path) =>
        ReadMark(path)?.Split('\n') is [var id, var name, _]
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int processId)
            ? new LockHolder(processId, name)
            : null;

    private static string? ReadMark(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.ReadBytes(path, MaximumBytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It was released and deleted.
            return null;
        }
    }
}

/// <summary>The process that has a lock while others wait for it.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Name">The name of its program.</param>
public sealed record LockHolder(int ProcessId, string Name)
{
    /// <summary>Names it.</summary>
    /// <returns>A text such as <c>process 1234 (pwsh)</c>.</returns>
    public override string ToString() => $"process {ProcessId} ({Name})";
}
