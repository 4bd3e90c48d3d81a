using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Tmds.DBus.Protocol;

namespace P5.Host;

/// <summary>
/// A session with the Secret Service, as its specification describes it, with the encryption
/// <c>dh-ietf1024-sha256-aes128-cbc-pkcs7</c>: a monitor of the bus does not see the key.
/// </summary>
internal sealed class SecretServiceConnection
{
    private const string Service = "org.freedesktop.secrets";
    private const string Root = "/org/freedesktop/secrets";
    private const string ServiceInterface = "org.freedesktop.Secret.Service";
    private const string CollectionInterface = "org.freedesktop.Secret.Collection";
    private const string ItemInterface = "org.freedesktop.Secret.Item";
    private const string PromptInterface = "org.freedesktop.Secret.Prompt";
    private const string Algorithm = "dh-ietf1024-sha256-aes128-cbc-pkcs7";
    private const string Nothing = "/";
    private const string AttributeName = "p5-credential-store";

    private const int GroupBytes = 128;
    private const int KeyBytes = 16;

    // The Second Oakley Group (RFC 2409), whose generator is 2. The zero makes it a positive number.
    private static readonly BigInteger s_prime = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
            + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
            + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
        NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture);

    private readonly DBusConnection _connection;
    private readonly CancellationToken _cancellationToken;
    private readonly string _session;
    private readonly byte[] _key;

    private SecretServiceConnection(
        DBusConnection connection, string session, byte[] key, CancellationToken cancellationToken)
    {
        _connection = connection;
        _session = session;
        _key = key;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Agrees on a key with the service, which D-Bus starts if it is installed.</summary>
    /// <exception cref="DBusExceptionBase">The service is missing, or failed.</exception>
    public static async Task<SecretServiceConnection> OpenAsync(
        DBusConnection connection, CancellationToken cancellationToken)
    {
        var secret = new BigInteger(RandomNumberGenerator.GetBytes(GroupBytes), isUnsigned: true);
        byte[] own = ToBytes(BigInteger.ModPow(2, secret, s_prime));
        MessageBuffer message = Write(
            connection, Root, ServiceInterface, "OpenSession", "sv",
            (ref MessageWriter writer) =>
            {
                writer.WriteString(Algorithm);
                writer.WriteVariant(VariantValue.Array(own));
            });
        (byte[] peer, string session) = await connection.CallMethodAsync(
            message,
            static (reply, _) =>
            {
                Reader reader = reply.GetBodyReader();
                return (reader.ReadVariantValue().GetArray<byte>(), reader.ReadObjectPathAsString());
            },
            null).WaitAsync(cancellationToken).ConfigureAwait(false);
        byte[] shared = ToBytes(
            BigInteger.ModPow(new BigInteger(peer, isUnsigned: true, isBigEndian: true), secret, s_prime));
        return new SecretServiceConnection(
            connection, session, HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, KeyBytes), cancellationToken);
    }

    /// <summary>Finds the item of a key, and unlocks it, for which the desktop may ask the user.</summary>
    /// <param name="id">The name of the key.</param>
    /// <returns>The item; null if there is none.</returns>
    public async Task<string?> FindAsync(string id)
    {
        MessageBuffer message = Write(
            _connection, Root, ServiceInterface, "SearchItems", "a{ss}",
            (ref MessageWriter writer) => WriteAttributes(ref writer, id));
        (string[] unlocked, string[] locked) = await CallAsync(message, static (ref Reader reader) =>
            (ReadPaths(ref reader), ReadPaths(ref reader))).ConfigureAwait(false);
        if (unlocked.Length == 0 && locked.Length > 0)
        {
            await UnlockAsync(locked[0]).ConfigureAwait(false);
        }

        return unlocked.Concat(locked).FirstOrDefault();
    }

    /// <summary>Reads the key of an item.</summary>
    public async Task<byte[]> ReadAsync(string item)
    {
        MessageBuffer message = Write(
            _connection, item, ItemInterface, "GetSecret", "o",
            (ref MessageWriter writer) => writer.WriteObjectPath(_session));
        (byte[] iv, byte[] encrypted) = await CallAsync(message, static (ref Reader reader) =>
        {
            reader.AlignStruct();
            reader.ReadObjectPathAsString();
            return (reader.ReadArrayOfByte(), reader.ReadArrayOfByte());
        }).ConfigureAwait(false);
        using Aes cipher = NewCipher();
        return cipher.DecryptCbc(encrypted, iv);
    }

    /// <summary>Creates or overwrites an item of the default collection, which is unlocked first.</summary>
    /// <param name="id">The name of the key.</param>
    /// <param name="label">What the desktop shows.</param>
    /// <param name="key">The key.</param>
    public async Task WriteAsync(string id, string label, byte[] key)
    {
        string collection = await FindDefaultCollectionAsync().ConfigureAwait(false);
        await UnlockAsync(collection).ConfigureAwait(false);
        byte[] iv = RandomNumberGenerator.GetBytes(KeyBytes);
        using Aes cipher = NewCipher();
        byte[] encrypted = cipher.EncryptCbc(key, iv);
        MessageBuffer message = Write(
            _connection, collection, CollectionInterface, "CreateItem", "a{sv}(oayays)b",
            (ref MessageWriter writer) =>
            {
                ArrayStart properties = writer.WriteDictionaryStart();
                writer.WriteDictionaryEntryStart();
                writer.WriteString($"{ItemInterface}.Label");
                writer.WriteVariantString(label);
                writer.WriteDictionaryEntryStart();
                writer.WriteString($"{ItemInterface}.Attributes");
                writer.WriteSignature("a{ss}");
                WriteAttributes(ref writer, id);
                writer.WriteDictionaryEnd(properties);
                writer.WriteStructureStart();
                writer.WriteObjectPath(_session);
                writer.WriteArray(iv);
                writer.WriteArray(encrypted);
                writer.WriteString("application/octet-stream");
                writer.WriteBool(true);
            });
        (_, string prompt) = await CallAsync(message, static (ref Reader reader) =>
            (reader.ReadObjectPathAsString(), reader.ReadObjectPathAsString())).ConfigureAwait(false);
        await PromptAsync(prompt).ConfigureAwait(false);
    }

    /// <summary>Deletes an item.</summary>
    public async Task RemoveAsync(string item)
    {
        MessageBuffer message = Write(
            _connection, item, ItemInterface, "Delete", "",
            static (ref MessageWriter _) => { });
        await PromptAsync(await CallAsync(message, static (ref Reader reader) => reader.ReadObjectPathAsString())
            .ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <exception cref="KeyVaultException">No keyring was created yet.</exception>
    private async Task<string> FindDefaultCollectionAsync()
    {
        MessageBuffer message = Write(
            _connection, Root, ServiceInterface, "ReadAlias", "s",
            static (ref MessageWriter writer) => writer.WriteString("default"));
        string collection = await CallAsync(message, static (ref Reader reader) => reader.ReadObjectPathAsString())
            .ConfigureAwait(false);
        return collection != Nothing ? collection : throw new KeyVaultException(
            "the Secret Service has no default keyring. Create one with the password program of the desktop");
    }

    private async Task UnlockAsync(string path)
    {
        MessageBuffer message = Write(
            _connection, Root, ServiceInterface, "Unlock", "ao",
            (ref MessageWriter writer) => writer.WriteArray(new[] { new ObjectPath(path) }));
        (_, string prompt) = await CallAsync(message, static (ref Reader reader) =>
            (ReadPaths(ref reader), reader.ReadObjectPathAsString())).ConfigureAwait(false);
        await PromptAsync(prompt).ConfigureAwait(false);
    }

    /// <summary>Shows a prompt of the desktop, and waits for the user.</summary>
    /// <exception cref="KeyVaultException">The user, or a system without a desktop, refused.</exception>
    private async Task PromptAsync(string prompt)
    {
        if (prompt == Nothing)
        {
            return;
        }

        var completed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var rule = new MatchRule
        {
            Type = MessageType.Signal,
            Path = prompt,
            Interface = PromptInterface,
            Member = "Completed",
        };
        using IDisposable match = await _connection.AddMatchAsync(
            rule,
            static (signal, _) => signal.GetBodyReader().ReadBool(),
            (Notification<bool> notification) =>
            {
                // A value, or the end of the connection.
                completed.TrySetResult(!notification.HasValue || notification.Value);
            },
            emitOnCapturedContext: false,
            ObserverFlags.EmitOnConnectionClosed).ConfigureAwait(false);
        MessageBuffer show = Write(
            _connection, prompt, PromptInterface, "Prompt", "s",
            static (ref MessageWriter writer) => writer.WriteString(""));
        await _connection.CallMethodAsync(show).WaitAsync(_cancellationToken).ConfigureAwait(false);
        try
        {
            if (await completed.Task.WaitAsync(_cancellationToken).ConfigureAwait(false))
            {
                throw new KeyVaultException("it is locked, and was not unlocked");
            }
        }
        catch (OperationCanceledException)
        {
            // Otherwise the prompt would stay on the screen.
            MessageBuffer dismiss = Write(
                _connection, prompt, PromptInterface, "Dismiss", "",
                static (ref MessageWriter _) => { });
            await _connection.CallMethodAsync(dismiss).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private Task<T> CallAsync<T>(MessageBuffer message, ReadBody<T> read) => _connection.CallMethodAsync(
        message,
        static (reply, state) =>
        {
            Reader reader = reply.GetBodyReader();
            return ((ReadBody<T>)state!)(ref reader);
        },
        read).WaitAsync(_cancellationToken);

    private static MessageBuffer Write(
        DBusConnection connection, string path, string @interface, string member, string signature, WriteBody write)
    {
        MessageWriter writer = connection.GetMessageWriter();
        try
        {
            writer.WriteMethodCallHeader(Service, path, @interface, member, signature);
            write(ref writer);
            return writer.CreateMessage();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static void WriteAttributes(ref MessageWriter writer, string id)
    {
        ArrayStart attributes = writer.WriteDictionaryStart();
        writer.WriteDictionaryEntryStart();
        writer.WriteString(AttributeName);
        writer.WriteString(id);
        writer.WriteDictionaryEnd(attributes);
    }

    private static string[] ReadPaths(ref Reader reader) =>
        [.. reader.ReadArrayOfObjectPath().Select(path => path.ToString())];

    private static byte[] ToBytes(BigInteger number)
    {
        byte[] bytes = new byte[GroupBytes];
        byte[] significant = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        significant.CopyTo(bytes, GroupBytes - significant.Length);
        return bytes;
    }

    private Aes NewCipher()
    {
        var cipher = Aes.Create();
        cipher.Key = _key;
        return cipher;
    }

    private delegate void WriteBody(ref MessageWriter writer);

    private delegate T ReadBody<T>(ref Reader reader);
}
