using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace P5;

/// <summary>Reads the owner of a file, which .NET does not expose.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint WantOwner = 0x8; // STATX_UID

    /// <summary>The effective user of this process.</summary>
    public static uint CurrentUser => EffectiveUser();

    /// <summary>The owner of a file. Links are not followed.</summary>
    /// <exception cref="IOException">The file does not exist, or cannot be read.</exception>
    public static uint Of(string path)
    {
        // Large enough for each of the structures. Linux's statx is the same on all processors; stat is not.
        byte[] status = new byte[512];
        int result = OperatingSystem.IsLinux()
            ? LinuxStatus(CurrentFolder, path, NoFollow, WantOwner, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? MacStatusX64(path, status)
                : MacStatus(path, status);
        return result == 0
            ? MemoryMarshal.Read<uint>(status.AsSpan(OperatingSystem.IsLinux() ? 20 : 16))
            : throw new IOException(
                $"The owner of '{path}' cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinuxStatus(int folder, string path, int flags, uint mask, [Out] byte[] status);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatus(string path, [Out] byte[] status);

    [LibraryImport(
        "libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MacStatusX64(string path, [Out] byte[] status);
}
