using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace P5;

/// <summary>The owner and the kind of a file, which .NET does not expose.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixStatus
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int OfDescriptor = 0x1000; // AT_EMPTY_PATH
    private const uint WantTypeAndOwner = 0x9; // STATX_TYPE | STATX_UID
    private const int TypeMask = 0xF000; // S_IFMT
    private const int RegularType = 0x8000; // S_IFREG

    /// <summary>The effective user of this process.</summary>
    public static uint CurrentUser => EffectiveUser();

    /// <summary>The owner of a file. Links are not followed.</summary>
    /// <exception cref="IOException">The file does not exist, or cannot be read.</exception>
    public static uint OwnerOf(string path)
    {
        // Large enough for each of the structures. Linux's statx is the same on all processors; stat is not.
        byte[] status = new byte[512];
        int result = OperatingSystem.IsLinux()
            ? LinuxStatus(CurrentFolder, path, NoFollow, WantTypeAndOwner, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? MacStatusX64(path, status)
                : MacStatus(path, status);
        Check(result, path);
        return MemoryMarshal.Read<uint>(status.AsSpan(OperatingSystem.IsLinux() ? 20 : 16));
    }

    /// <summary>Whether an open file is a regular one: not a folder, a pipe or a device.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="path">Its path, for a message.</param>
    /// <exception cref="IOException">Its status cannot be read.</exception>
    public static bool IsRegularFile(SafeFileHandle handle, string path)
    {
        byte[] status = new byte[512];
        int result = OperatingSystem.IsLinux()
            ? LinuxStatus(handle, "", OfDescriptor, WantTypeAndOwner, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? MacStatusX64(handle, status)
                : MacStatus(handle, status);
        Check(result, path);
        int mode = MemoryMarshal.Read<ushort>(status.AsSpan(OperatingSystem.IsLinux() ? 28 : 4));
        return (mode & TypeMask) == RegularType;
    }

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            throw new IOException(
                $"The status of '{path}' cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
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
