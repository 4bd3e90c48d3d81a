using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace P5.Host;

/// <summary>
/// The format of a stored file: magic and version, the length and the text of the readable part, then nonce, tag and
/// the encrypted secret (AES-256-GCM). What precedes the nonce is authenticated.
/// </summary>
internal static class StoreFile
{
    /// <summary>The readable part is longer than any configuration needs, and no damaged length exceeds it.</summary>
    private const int MaximumHeader = 1024 * 1024;

    private const int LengthBytes = sizeof(int);

    // The last byte is the version of the format.
    private static ReadOnlySpan<byte> Magic => "P5STORE\x01"u8;

    /// <summary>The name of the file for a credential. It depends on the key, so it reveals nothing.</summary>
    /// <param name="key">The key of the store.</param>
    /// <param name="identity">What is stored.</param>
    public static string NameOf(byte[] key, StoredItem identity) => Convert.ToHexStringLower(
        HMACSHA256.HashData(key, ToJson(identity.Identity)).AsSpan(..16));

    /// <summary>Encrypts.</summary>
    /// <param name="key">256 bits.</param>
    /// <param name="header">The readable part.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>The content of the file.</returns>
    public static byte[] Encrypt(byte[] key, StoredItem header, ReadOnlySpan<byte> secret) =>
        Encrypt(key, ToJson(header), secret);

    /// <inheritdoc cref="Encrypt(byte[], StoredItem, ReadOnlySpan{byte})"/>
    public static byte[] Encrypt(byte[] key, StoredSecret header, ReadOnlySpan<byte> secret) =>
        Encrypt(key, JsonSerializer.SerializeToUtf8Bytes(header, StoreJson.Default.StoredSecret), secret);

    /// <summary>Decrypts.</summary>
    /// <param name="key">The key that encrypted it.</param>
    /// <param name="file">The content of the file.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="InvalidDataException">It was not encrypted with this key, or was changed since.</exception>
    public static byte[] Decrypt(byte[] key, byte[] file)
    {
        int start = Magic.Length + LengthBytes + HeaderOf(file).Length;
        if (file.Length - start < SealedSecret.OverheadBytes)
        {
            throw new InvalidDataException("it is cut off");
        }

        try
        {
            return SealedSecret.Open(key, file.AsSpan(start), file.AsSpan(0, start));
        }
        catch (CryptographicException exception)
        {
            throw new InvalidDataException("it was changed, or written with another key", exception);
        }
    }

    /// <summary>Reads the readable part. It is trustworthy only if the file can be decrypted.</summary>
    /// <param name="file">The content of the file, or its beginning.</param>
    /// <exception cref="InvalidDataException">It is not a file of the store, or it is damaged.</exception>
    public static StoredItem ReadHeader(byte[] file) => ReadHeader(file, StoreJson.Default.StoredItem);

    /// <inheritdoc cref="ReadHeader(byte[])"/>
    public static StoredSecret ReadSecretHeader(byte[] file) => ReadHeader(file, StoreJson.Default.StoredSecret);

    private static byte[] Encrypt(byte[] key, byte[] text, ReadOnlySpan<byte> secret)
    {
        byte[] length = new byte[LengthBytes];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        byte[] start = [.. Magic, .. length, .. text];
        return [.. start, .. SealedSecret.Seal(key, secret, start)];
    }

    private static T ReadHeader<T>(byte[] file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(HeaderOf(file), type)
                ?? throw new InvalidDataException("its readable part is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("its readable part is damaged", exception);
        }
    }

    private static ReadOnlySpan<byte> HeaderOf(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Magic))
        {
            throw new InvalidDataException("it is not a file of this version of the store");
        }

        ReadOnlySpan<byte> rest = file.AsSpan(Magic.Length);
        int length = rest.Length < LengthBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest);
        return length is > 0 and <= MaximumHeader && length <= rest.Length - LengthBytes
            ? rest.Slice(LengthBytes, length)
            : throw new InvalidDataException("it is cut off");
    }

    private static byte[] ToJson(StoredItem header) =>
        JsonSerializer.SerializeToUtf8Bytes(header, StoreJson.Default.StoredItem);

    /// <summary>A keyed digest of texts, in lower-case hexadecimal.</summary>
    /// <param name="key">The key of the store.</param>
    /// <param name="texts">The texts.</param>
    public static string Digest(byte[] key, IEnumerable<string> texts) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join('\0', texts))));
}
