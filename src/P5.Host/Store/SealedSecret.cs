using System.Security.Cryptography;

namespace P5.Host;

/// <summary>A secret under AES-256-GCM: a random nonce, the tag, and the encrypted secret.</summary>
internal static class SealedSecret
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>How much longer it is than the secret.</summary>
    public const int OverheadBytes = NonceBytes + TagBytes;

    /// <summary>Encrypts.</summary>
    /// <param name="key">256 bits.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="context">What is authenticated with it.</param>
    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> context)
    {
        byte[] box = new byte[OverheadBytes + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes),
            secret,
            box.AsSpan(OverheadBytes),
            box.AsSpan(NonceBytes, TagBytes),
            context);
        return box;
    }

    /// <summary>Decrypts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="box">What <see cref="Seal"/> returned; at least <see cref="OverheadBytes"/>.</param>
    /// <param name="context">What was authenticated with it.</param>
    /// <exception cref="AuthenticationTagMismatchException">One of the three is not the same.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        byte[] secret = new byte[box.Length - OverheadBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(box[..NonceBytes], box[OverheadBytes..], box.Slice(NonceBytes, TagBytes), secret, context);
        return secret;
    }
}
