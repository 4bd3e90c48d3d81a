using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace P5.Host;

/// <summary>
/// A generic password in the login keychain, through the Security framework: the arguments of <c>security(1)</c> are
/// visible to other users.
/// </summary>
[SupportedOSPlatform("macos")]
internal sealed partial class KeychainVault : KeyVault
{
    private const string Service = "P5 credential store";

    private const string Security = "/System/Library/Frameworks/Security.framework/Security";
    private const string CoreFoundation = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";

    private const int Success = 0;
    private const int ItemNotFound = -25300; // errSecItemNotFound
    private const uint Utf8 = 0x08000100; // kCFStringEncodingUTF8

    private static readonly Lazy<nint> s_security = new(() => NativeLibrary.Load(Security));
    private static readonly Lazy<nint> s_coreFoundation = new(() => NativeLibrary.Load(CoreFoundation));

    /// <inheritdoc />
    public override Task<byte[]?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        using Dictionary query = Dictionary.Of(id, (Constant("kSecReturnData"), True));
        int status = CopyMatching(query.Handle, out nint data);
        if (status == ItemNotFound)
        {
            return Task.FromResult<byte[]?>(null);
        }

        Check(status, "read the key");
        try
        {
            byte[] key = new byte[(int)DataLength(data)];
            Marshal.Copy(DataBytes(data), key, 0, key.Length);
            return Task.FromResult<byte[]?>(key);
        }
        finally
        {
            Release(data);
        }
    }

    /// <inheritdoc />
    public override async Task WriteAsync(string id, byte[] key, CancellationToken cancellationToken)
    {
        await RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        nint data = CreateData(0, key, key.Length);
        try
        {
            using Dictionary item = Dictionary.Of(id, (Constant("kSecValueData"), data));
            Check(Add(item.Handle, 0), "write a key");
        }
        finally
        {
            Release(data);
        }
    }

    /// <inheritdoc />
    public override Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        using Dictionary query = Dictionary.Of(id);
        int status = Delete(query.Handle);
        if (status != ItemNotFound)
        {
            Check(status, "remove a key");
        }

        return Task.CompletedTask;
    }

    private static nint True => Marshal.ReadIntPtr(NativeLibrary.GetExport(s_coreFoundation.Value, "kCFBooleanTrue"));

    private static nint Constant(string name) => Marshal.ReadIntPtr(NativeLibrary.GetExport(s_security.Value, name));

    private static void Check(int status, string action)
    {
        if (status != Success)
        {
            throw new KeyVaultException($"the keychain did not {action} (OSStatus {status})");
        }
    }

    /// <summary>What names an item of the keychain, and its strings, which it owns.</summary>
    private sealed class Dictionary : IDisposable
    {
        private readonly nint[] _strings;

        private Dictionary(string id, (nint Key, nint Value)[] more)
        {
            _strings = [NewString(Service), NewString(id)];
            (nint Key, nint Value)[] entries =
            [
                (Constant("kSecClass"), Constant("kSecClassGenericPassword")),
                (Constant("kSecAttrService"), _strings[0]),
                (Constant("kSecAttrAccount"), _strings[1]),
                .. more,
            ];
            Handle = CreateDictionary(
                0,
                [.. entries.Select(entry => entry.Key)],
                [.. entries.Select(entry => entry.Value)],
                entries.Length,
                NativeLibrary.GetExport(s_coreFoundation.Value, "kCFTypeDictionaryKeyCallBacks"),
                NativeLibrary.GetExport(s_coreFoundation.Value, "kCFTypeDictionaryValueCallBacks"));
        }

        public nint Handle { get; }

        public static Dictionary Of(string id, params (nint Key, nint Value)[] more) => new(id, more);

        public void Dispose()
        {
            Release(Handle);
            Array.ForEach(_strings, Release);
        }

        private static nint NewString(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            return CreateString(0, bytes, bytes.Length, Utf8, isExternal: false);
        }
    }

    [LibraryImport(Security, EntryPoint = "SecItemAdd")]
    private static partial int Add(nint attributes, nint result);

    [LibraryImport(Security, EntryPoint = "SecItemCopyMatching")]
    private static partial int CopyMatching(nint query, out nint result);

    [LibraryImport(Security, EntryPoint = "SecItemDelete")]
    private static partial int Delete(nint query);

    [LibraryImport(CoreFoundation, EntryPoint = "CFDictionaryCreate")]
    private static partial nint CreateDictionary(
        nint allocator, nint[] keys, nint[] values, nint count, nint keyCallBacks, nint valueCallBacks);

    [LibraryImport(CoreFoundation, EntryPoint = "CFStringCreateWithBytes")]
    private static partial nint CreateString(
        nint allocator, byte[] bytes, nint length, uint encoding, [MarshalAs(UnmanagedType.U1)] bool isExternal);

    [LibraryImport(CoreFoundation, EntryPoint = "CFDataCreate")]
    private static partial nint CreateData(nint allocator, byte[] bytes, nint length);

    [LibraryImport(CoreFoundation, EntryPoint = "CFDataGetLength")]
    private static partial nint DataLength(nint data);

    [LibraryImport(CoreFoundation, EntryPoint = "CFDataGetBytePtr")]
    private static partial nint DataBytes(nint data);

    [LibraryImport(CoreFoundation, EntryPoint = "CFRelease")]
    private static partial void Release(nint value);
}
