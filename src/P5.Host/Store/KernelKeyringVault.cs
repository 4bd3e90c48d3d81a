using System.ComponentModel;
using System.Runtime.InteropServices;

namespace P5.Host;

/// <summary>
/// The keyring of the user in the Linux kernel (keyrings(7)). It is never on a disk, and is gone when the system
/// restarts; all sessions of the user share it.
/// </summary>
internal sealed partial class KernelKeyringVault : KeyVault
{
    private const string Type = "user";

    private const nint UserKeyring = -4; // KEY_SPEC_USER_KEYRING
    private const nint ProcessKeyring = -2; // KEY_SPEC_PROCESS_KEYRING

    private const nint OperationLink = 8; // KEYCTL_LINK
    private const nint OperationUnlink = 9; // KEYCTL_UNLINK
    private const nint OperationSearch = 10; // KEYCTL_SEARCH
    private const nint OperationRead = 11; // KEYCTL_READ

    private const int NotPermitted = 1; // EPERM
    private const int NotImplemented = 38; // ENOSYS
    private const int NoKey = 126; // ENOKEY
    private const int QuotaExceeded = 122; // EDQUOT

    private const int MaximumBytes = 1024;

    // A system call's number differs between processors.
    private static readonly (nint AddKey, nint Control)? s_numbers = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (248, 250),
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => (217, 219),
        _ => null,
    };

    /// <inheritdoc />
    public override Task<byte[]?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        nint key = Search(id);
        if (key == 0)
        {
            return Task.FromResult<byte[]?>(null);
        }

        byte[] buffer = new byte[MaximumBytes];
        nint length = Check(Read(Numbers.Control, OperationRead, key, buffer, buffer.Length), "read a key");
        return Task.FromResult<byte[]?>(buffer[..(int)Math.Min(length, buffer.Length)]);
    }

    /// <inheritdoc />
    public override Task WriteAsync(string id, byte[] key, CancellationToken cancellationToken)
    {
        Possess();
        Check(Add(Numbers.AddKey, Type, Description(id), key, key.Length, UserKeyring), "add a key");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        nint key = Search(id);
        if (key != 0)
        {
            Check(Control(Numbers.Control, OperationUnlink, key, UserKeyring), "remove a key");
        }

        return Task.CompletedTask;
    }

    private static (nint AddKey, nint Control) Numbers =>
        s_numbers ?? throw new KeyVaultException("P5 does not know the system calls of this processor");

    /// <returns>The key's number; 0 if there is none.</returns>
    private static nint Search(string id)
    {
        Possess();
        nint key = Search(Numbers.Control, OperationSearch, UserKeyring, Type, Description(id), 0);
        return key == -1 && Marshal.GetLastPInvokeError() == NoKey ? 0 : Check(key, "search for a key");
    }

    /// <summary>
    /// Makes the keyring readable from this thread. Some sessions, such as those of system services, do not link it.
    /// </summary>
    private static void Possess() =>
        Check(Control(Numbers.Control, OperationLink, UserKeyring, ProcessKeyring), "use the keyring");

    private static string Description(string id) => $"p5:{id}";

    private static nint Check(nint result, string action)
    {
        if (result != -1)
        {
            return result;
        }

        int error = Marshal.GetLastPInvokeError();
        throw new KeyVaultException(error switch
        {
            NotPermitted or NotImplemented =>
                $"the system does not let this process {action}, as in most containers",
            QuotaExceeded => "the user has as many keys as the system allows. /proc/key-users shows how many",
            _ => $"the system cannot {action}: {new Win32Exception(error).Message}",
        });
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Control(nint number, nint operation, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Search(
        nint number, nint operation, nint keyring, string type, string description, nint destination);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Read(nint number, nint operation, nint key, [Out] byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Add(
        nint number, string type, string description, byte[] payload, nint length, nint keyring);
}
