using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace P5;

/// <summary>What .NET does not expose of a file.</summary>
/// <param name="Owner">The id of the user who owns it.</param>
/// <param name="IsRegularFile">Whether it is a regular file: not a folder, a link, a pipe or a device.</param>
/// <param name="IsSocket">Whether it is a unix socket.</param>
[UnsupportedOSPlatform("windows")]
internal readonly partial record struct UnixStatus(uint Owner, bool IsRegularFile, bool IsSocket)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int OfDescriptor = 0x1000; // AT_EMPTY_PATH
    private const uint WantTypeAndOwner = 0x9; // STATX_TYPE | STATX_UID
    private const int NoSuchFile = 2; // ENOENT
    private const int TypeMask = 0xF000; // S_IFMT
    private const int RegularType = 0x8000; // S_IFREG
    private const int SocketType = 0xC000; // S_IFSOCK

    /// <summary>Large enough for each of the structures.</summary>
    private const int StructureSize = 512;

    /// <summary>The effective user of this process.</summary>
    public static uint CurrentUser => EffectiveUser();

    /// <summary>The status of a path. Links are not followed.</summary>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static UnixStatus Of(string path)
    {
        // Linux's statx is the same on all processors; stat is not.
        byte[] status = new byte[StructureSize];
        int result = OperatingSystem.IsLinux()
            ? LinuxStatus(CurrentFolder, path, NoFollow, WantTypeAndOwner, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? MacStatusX64(path, status)
                : MacStatus(path, status);
        return Read(result, status, path);
    }

    /// <summary>The status of an open file.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="path">Its path, for a message.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static UnixStatus Of(SafeFileHandle handle, string path)
    {
        byte[] status = new byte[StructureSize];
        int result = OperatingSystem.IsLinux()
            ? LinuxStatus(handle, "", OfDescriptor, WantTypeAndOwner, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? MacStatusX64(handle, status)
                : MacStatus(handle, status);
        return Read(result, status, path);
    }

    private static UnixStatus Read(int result, byte[] status, string path)
    {
        if (result != 0)
        {
            var error = new Win32Exception(Marshal.GetLastPInvokeError());
            string message = $"The status of '{path}' cannot be read: {error.Message}";
            throw error.NativeErrorCode == NoSuchFile
                ? new FileNotFoundException(message, path)
                : new IOException(message);
        }

        (int owner, int mode) = OperatingSystem.IsLinux() ? (20, 28) : (16, 4);
        int type = MemoryMarshal.Read<ushort>(status.AsSpan(mode)) & TypeMask;
        return new UnixStatus(
            MemoryMarshal.Read<uint>(status.AsSpan(owner)), type == RegularType, type == SocketType);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinuxStatus(int folder, string path, int flags, uint mask, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinuxStatus(
        SafeFileHandle file, string path, int flags, uint mask, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatus(string path, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int MacStatus(SafeFileHandle file, [Out] byte[] status);

    [LibraryImport(
        "libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatusX64(string path, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int MacStatusX64(SafeFileHandle file, [Out] byte[] status);
}
