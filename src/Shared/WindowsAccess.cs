using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace P5;

/// <summary>Who owns a file or folder on Windows, and who can change it.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsAccess
{
    private const FileSystemRights Changes =
        FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.Delete
        | FileSystemRights.DeleteSubdirectoriesAndFiles | FileSystemRights.ChangePermissions
        | FileSystemRights.TakeOwnership;

    /// <summary>Whoever the owner is.</summary>
    private const string OwnerRights = "S-1-3-4";

    /// <summary>Rights that Windows translates to those of files.</summary>
    private const int GenericChanges = 0x5000_0000; // GENERIC_ALL | GENERIC_WRITE

    /// <summary>The access of a new folder for this user, who owns it, and for those who can do anything.</summary>
    public static DirectorySecurity Private()
    {
        using var user = WindowsIdentity.GetCurrent();
        var security = new DirectorySecurity();
        security.SetOwner(user.User!);
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (SecurityIdentifier account in (SecurityIdentifier[])[
            user.User!,
            new(WellKnownSidType.LocalSystemSid, domainSid: null),
            new(WellKnownSidType.BuiltinAdministratorsSid, domainSid: null),
        ])
        {
            security.AddAccessRule(new FileSystemAccessRule(
                account,
                FileSystemRights.FullControl,
                InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                PropagationFlags.None,
                AccessControlType.Allow));
        }

        return security;
    }

    /// <summary>The owner and the access of a file or folder.</summary>
    /// <param name="path">Full path; a link is not followed.</param>
    /// <exception cref="IOException">It cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be examined.</exception>
    public static FileSystemSecurity Of(string path)
    {
        const AccessControlSections Sections = AccessControlSections.Owner | AccessControlSections.Access;
        return Directory.Exists(path)
            ? new DirectoryInfo(path).GetAccessControl(Sections)
            : new FileInfo(path).GetAccessControl(Sections);
    }

    /// <summary>The owner, if it is another one than this user, the administrators and the system.</summary>
    /// <returns>The owner; null also on a file system without owners, which has no other protection either.</returns>
    public static SecurityIdentifier? StrangerOf(FileSystemSecurity security) =>
        (SecurityIdentifier?)security.GetOwner(typeof(SecurityIdentifier)) is { } owner && !IsTrusted(owner)
            ? owner
            : null;

    /// <summary>An account, other than this user, the administrators and the system, that can change it.</summary>
    /// <returns>The account, or null if there is none.</returns>
    public static SecurityIdentifier? OtherWriterOf(FileSystemSecurity security) => security
        .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
        .Cast<FileSystemAccessRule>()
        .Where(rule => rule.AccessControlType == AccessControlType.Allow
            && !rule.PropagationFlags.HasFlag(PropagationFlags.InheritOnly)
            && ((rule.FileSystemRights & Changes) != 0 || ((int)rule.FileSystemRights & GenericChanges) != 0))
        .Select(rule => (SecurityIdentifier)rule.IdentityReference)
        .FirstOrDefault(account => !IsTrusted(account) && account.Value != OwnerRights);

    /// <summary>The name of an account.</summary>
    /// <returns>The name; null for an account of another machine, or one that was deleted.</returns>
    public static string? NameOf(SecurityIdentifier account)
    {
        try
        {
            return account.Translate(typeof(NTAccount)).Value;
        }
        catch (IdentityNotMappedException)
        {
            return null;
        }
    }

    private static bool IsTrusted(SecurityIdentifier account)
    {
        using var user = WindowsIdentity.GetCurrent();
        return account == user.User
            || account.IsWellKnown(WellKnownSidType.BuiltinAdministratorsSid)
            || account.IsWellKnown(WellKnownSidType.LocalSystemSid);
    }
}
