using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace P5.Sources.Azure;

/// <summary>Reads the certificate of an application, with its private key.</summary>
internal static class ClientCertificate
{
    // The key need not be on the disk to sign with it; macOS has no other way to import one.
    private static readonly X509KeyStorageFlags s_flags = OperatingSystem.IsMacOS()
        ? X509KeyStorageFlags.DefaultKeySet
        : X509KeyStorageFlags.EphemeralKeySet;

    /// <summary>Reads it.</summary>
    /// <param name="file">The file, in PEM or PKCS #12.</param>
    /// <param name="password">The password of the key; null if it has none. Secret.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="SourceException">It cannot be used.</exception>
    public static X509Certificate2 Read(SourceFile file, string? password, DateTimeOffset now)
    {
        byte[] bytes = file.Bytes ?? throw Wrong(file, "does not exist");
        X509Certificate2? certificate = null;
        try
        {
            certificate = Load(bytes, password);
            using RSA? key = certificate.GetRSAPrivateKey();
            return key is null ? throw Wrong(file, "has no private RSA key, with which a login is signed")
                : certificate.NotAfter.ToUniversalTime() <= now ? throw Wrong(file, "has expired")
                : certificate;
        }
        catch (CryptographicException)
        {
            // Its message differs between systems.
            throw Wrong(
                file,
                "is not a certificate with a private key in PEM or PKCS #12 that "
                + $"{AzureKey.CertificatePassword} opens");
        }
        catch
        {
            certificate?.Dispose();
            throw;
        }
    }

    private static X509Certificate2 Load(byte[] bytes, string? password)
    {
        if (!bytes.AsSpan().StartsWith("-----BEGIN"u8) && bytes.AsSpan().IndexOf("\n-----BEGIN"u8) < 0)
        {
            return X509CertificateLoader.LoadPkcs12(bytes, password, s_flags);
        }

        string text = Encoding.UTF8.GetString(bytes);
        return password is null
            ? X509Certificate2.CreateFromPem(text, text)
            : X509Certificate2.CreateFromEncryptedPem(text, text, password);
    }

    private static SourceException Wrong(SourceFile file, string problem) =>
        new($"{AzureKey.Certificate} {file.Path} {problem}") { Setting = AzureKey.Certificate };
}
