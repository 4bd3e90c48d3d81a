using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P5;

/// <summary>
/// Reads files that others may have made. A pipe, a terminal or a device in the place of a file would be waited for,
/// would never end, or would take the user's input.
/// </summary>
internal static partial class RegularFile
{
    private const uint DiskFile = 1; // FILE_TYPE_DISK

    /// <summary>Opens a file for reading. Never waits for a writer.</summary>
    /// <param name="path">Full path; links are followed.</param>
    /// <exception cref="IOException">It does not exist, or is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        SafeFileHandle handle = OperatingSystem.IsWindows()
            ? File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.None)
            : OpenOnUnix(path);
        try
        {
            bool isRegular = OperatingSystem.IsWindows()
                ? FileType(handle) == DiskFile
                : UnixStatus.Of(handle, path).IsRegularFile;
            return isRegular
                ? handle
                : throw new IOException($"'{path}' is not a regular file, but a folder, a pipe or a device.");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Full path; links are followed.</param>
    /// <param name="maximum">The maximum size in bytes.</param>
    /// <exception cref="FileTooLargeException">It is larger.</exception>
    /// <exception cref="IOException">It does not exist, is not a regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, int maximum)
    {
        using SafeFileHandle handle = Open(path);
        return ReadBytes(handle, path, maximum);
    }

    /// <summary>Reads a file that <see cref="Open"/> has opened.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="path">Its path, for a message.</param>
    /// <param name="maximum">The maximum size in bytes.</param>
    /// <exception cref="FileTooLargeException">It is larger.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] ReadBytes(SafeFileHandle handle, string path, int maximum)
    {
        long length = RandomAccess.GetLength(handle);
        if (length > maximum)
        {
            throw new FileTooLargeException(path, length, maximum);
        }

        // It may be longer than its length says: it can grow, and the files of /proc say 0.
        byte[] bytes = new byte[length + 1];
        int total = 0;
        while (RandomAccess.Read(handle, bytes.AsSpan(total), total) is > 0 and int count)
        {
            total += count;
            if (total > maximum)
            {
                throw new FileTooLargeException(path, total, maximum);
            }

            if (total == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(maximum + 1L, Math.Max(4096, 2L * total)));
            }
        }

        return bytes[..total];
    }

    private static SafeFileHandle OpenOnUnix(string path)
    {
        // O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC. .NET would wait for the writer of a pipe.
        int flags = OperatingSystem.IsLinux() ? 0x800 | 0x100 | 0x80000 : 0x4 | 0x20000 | 0x1000000;
        SafeFileHandle handle = UnixOpen(path, flags);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        throw error.NativeErrorCode switch
        {
            2 => new FileNotFoundException($"Could not find file '{path}'.", path), // ENOENT
            20 => new DirectoryNotFoundException($"Could not find a part of the path '{path}'."), // ENOTDIR
            1 or 13 => new UnauthorizedAccessException($"Access to the path '{path}' is denied."), // EPERM, EACCES
            _ => new IOException($"'{path}' cannot be opened: {error.Message}"),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle UnixOpen(string path, int flags);

    [LibraryImport("kernel32", EntryPoint = "GetFileType")]
    private static partial uint FileType(SafeFileHandle handle);
}

/// <summary>A file is larger than what is read of its kind.</summary>
internal sealed class FileTooLargeException(string path, long length, int maximum) : IOException(
    string.Create(
        CultureInfo.InvariantCulture, $"'{path}' has at least {length:N0} bytes; the limit is {maximum:N0} bytes."))
{
    /// <summary>Its length in bytes as far as it is known.</summary>
    public long Length { get; } = length;
}
