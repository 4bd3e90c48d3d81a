using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace P5.Host.Tests;

/// <summary>The access list of a file or folder on Windows.</summary>
[SupportedOSPlatform("windows")]
internal static class AccessList
{
    /// <summary>Lets all users change a file or folder.</summary>
    internal static void AllowEveryone(string path)
    {
        FileSystemSecurity security = WindowsAccess.Of(path);
        security.AddAccessRule(new FileSystemAccessRule(
            new SecurityIdentifier(WellKnownSidType.WorldSid, domainSid: null),
            FileSystemRights.FullControl,
            AccessControlType.Allow));
        if (security is DirectorySecurity folder)
        {
            new DirectoryInfo(path).SetAccessControl(folder);
        }
        else
        {
            new FileInfo(path).SetAccessControl((FileSecurity)security);
        }
    }

    /// <summary>Those who have any right, except for this user, the administrators and the system.</summary>
    internal static IReadOnlyList<string> OthersOf(string path)
    {
        using var user = WindowsIdentity.GetCurrent();
        string[] trusted =
        [
            user.User!.Value,
            new SecurityIdentifier(WellKnownSidType.LocalSystemSid, domainSid: null).Value,
            new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, domainSid: null).Value,
        ];
        return
        [
            .. WindowsAccess.Of(path)
                .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
                .Cast<FileSystemAccessRule>()
                .Where(rule => rule.AccessControlType == AccessControlType.Allow)
                .Select(rule => rule.IdentityReference.Value)
                .Except(trusted),
        ];
    }
}
