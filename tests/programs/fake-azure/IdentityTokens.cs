using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace P5.FakeAzure;

/// <summary>Issues and verifies identity tokens, signed with a key of its own.</summary>
internal sealed class IdentityTokens : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    /// <summary>Issues a token.</summary>
    public string Issue(string audience, DateTimeOffset expiresAt)
    {
        string content = Encode("""{"alg":"RS256","typ":"JWT"}""") + '.' + Encode(
            new JsonObject { ["aud"] = audience, ["exp"] = expiresAt.ToUnixTimeSeconds() }.ToJsonString());
        byte[] signature = _key.SignData(
            Encoding.UTF8.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return content + '.' + Base64Url.EncodeToString(signature);
    }

    /// <summary>Whom a token is for, and until when; null if it has another signature.</summary>
    public (string Audience, DateTimeOffset ExpiresAt)? Verify(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[2]) || !_key.VerifyData(
            Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"),
            Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1))
        {
            return null;
        }

        JsonNode claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        return ((string)claims["aud"]!, DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
