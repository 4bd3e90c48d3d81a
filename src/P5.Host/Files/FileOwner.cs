using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using Microsoft.Win32.SafeHandles;

namespace P5.Host;

/// <summary>
/// Whose files are read as configuration: the user's own, those of the system's administrator, and those of owners that
/// the user names. Otherwise others could have their programs run as this user, with a file above a workspace in a
/// folder that many can write to. Git has the same rule for repositories.
/// </summary>
internal static partial class FileOwner
{
    /// <summary>Has the names or ids of other owners, separated by commas; <c>*</c> is every owner.</summary>
    public const string Variable = "P5_SAFE_OWNERS";

    private const uint Root = 0;

    private static readonly Lock s_userDatabase = new();

    /// <summary>Tells the user what to do about <see cref="StrangerOf(string)"/>.</summary>
    /// <param name="stranger">The owner.</param>
    public static string Advice(string stranger) =>
        $"Change the owner, or if you trust every file of that user, set {Variable} to {stranger}.";

    /// <summary>Checks the owner of a file or folder, and of the link that leads to it.</summary>
    /// <param name="path">Full path of a file or folder that exists.</param>
    /// <returns>The name of an owner who is not trusted, or null.</returns>
    /// <exception cref="IOException">It cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be examined.</exception>
    public static string? StrangerOf(string path)
    {
        string real = RealPath.Of(path);
        return OperatingSystem.IsWindows()
            ? WindowsStranger(new FileInfo(real).GetAccessControl(AccessControlSections.Owner))
            : UnixStranger(UnixStatus.Of(real).Owner) ?? UnixStranger(UnixStatus.Of(path).Owner);
    }

    /// <summary>
    /// Checks the owners of the files and folders that relative arguments name: an interpreter runs them as a command
    /// with a relative path is run.
    /// </summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="folder">Full path of the folder in which the command runs.</param>
    /// <returns>The first file whose owner is not trusted, and the owner; null if there is none.</returns>
    /// <exception cref="IOException">A file cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be examined.</exception>
    public static (string File, string Stranger)? StrangerOfArguments(IEnumerable<string> arguments, string folder)
    {
        foreach (string argument in arguments)
        {
            if (argument.Length == 0 || argument.Contains('\0') || Path.IsPathFullyQualified(argument))
            {
                continue;
            }

            string file = Path.GetFullPath(argument, folder);
            if (Path.Exists(file) && StrangerOf(file) is { } stranger)
            {
                return (file, stranger);
            }
        }

        return null;
    }

    /// <summary>Reads a file whose owner is checked, in the file that was opened.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="maximum">The maximum size in bytes.</param>
    /// <param name="isTrusted">Whether its owner does not matter.</param>
    /// <exception cref="StrangersFileException">It belongs to a user who is not trusted.</exception>
    /// <exception cref="IOException">It cannot be read, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, int maximum, bool isTrusted)
    {
        using SafeFileHandle handle = RegularFile.Open(path);
        return isTrusted || StrangerOf(handle, path) is not { } stranger
            ? RegularFile.ReadBytes(handle, path, maximum)
            : throw new StrangersFileException(stranger);
    }

    /// <summary>Checks the owner of an open file, and of the link that led to it.</summary>
    /// <inheritdoc cref="StrangerOf(string)"/>
    private static string? StrangerOf(SafeFileHandle handle, string path) => OperatingSystem.IsWindows()
        ? WindowsStranger(new FileInfo(RealPath.Of(path)).GetAccessControl(AccessControlSections.Owner))
        : UnixStranger(UnixStatus.Of(handle, path).Owner) ?? UnixStranger(UnixStatus.Of(path).Owner);

    /// <summary>Whether the files of a user count.</summary>
    /// <param name="owner">The id of the owner.</param>
    /// <param name="user">The id of this process's user.</param>
    /// <param name="sudoUser">The value of SUDO_UID: the user who has become root with sudo.</param>
    /// <param name="safeOwners">The value of <see cref="Variable"/>.</param>
    /// <param name="readName">Reads the owner's name.</param>
    internal static bool IsTrusted(
        uint owner, uint user, string? sudoUser, string? safeOwners, Func<uint, string?> readName)
    {
        string id = owner.ToString(CultureInfo.InvariantCulture);
        return owner == user
            || owner == Root
            || (user == Root && id == sudoUser)
            || (safeOwners is not null && IsNamed(safeOwners, id, () => readName(owner)));
    }

    private static bool IsNamed(string safeOwners, string id, Func<string?> readName)
    {
        string[] names = safeOwners.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Contains("*")
            || names.Contains(id)
            || (names.Length > 0 && readName() is { } name && names.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    [UnsupportedOSPlatform("windows")]
    private static string? UnixStranger(uint owner) => IsTrusted(
        owner,
        UnixStatus.CurrentUser,
        Environment.GetEnvironmentVariable("SUDO_UID"),
        Environment.GetEnvironmentVariable(Variable),
        UnixName)
        ? null
        : UnixName(owner) ?? owner.ToString(CultureInfo.InvariantCulture);

    private static string? UnixName(uint owner)
    {
        // The C library returns the same memory each time.
        lock (s_userDatabase)
        {
            nint entry = UserEntry(owner);
            return entry == 0 ? null : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry));
        }
    }

    [SupportedOSPlatform("windows")]
    private static string? WindowsStranger(FileSystemSecurity security)
    {
        if (WindowsAccess.StrangerOf(security) is not { } owner)
        {
            return null;
        }

        return Environment.GetEnvironmentVariable(Variable) is { } safeOwners
            && IsNamed(safeOwners, owner.Value, () => WindowsAccess.NameOf(owner))
                ? null
                : WindowsAccess.NameOf(owner) ?? owner.Value;
    }

    [LibraryImport("libc", EntryPoint = "getpwuid")]
    private static partial nint UserEntry(uint id);
}
