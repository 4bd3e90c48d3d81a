using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace P5.Host.Tests;

/// <summary>
/// Issues signed identity tokens, as GitHub does for its jobs, and checks them as services do that trust it.
/// </summary>
internal sealed class IdentityIssuer : IDisposable
{
    internal const string Bearer = "runner-token";

    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly RSA _key = RSA.Create(2048);

    public void Dispose() => _key.Dispose();

    /// <summary>A token for an audience.</summary>
    internal string Sign(string audience, bool isExpired = false)
    {
        string head = Encode("""{"alg":"RS256","typ":"JWT"}"""u8.ToArray());
        string claims = Encode(JsonSerializer.SerializeToUtf8Bytes(new
        {
            aud = audience,
            sub = "repo:o/r",
            exp = s_now.AddMinutes(isExpired ? -1 : 5).ToUnixTimeSeconds(),
        }));
        byte[] signature = _key.SignData(
            Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{claims}.{Encode(signature)}";
    }

    /// <summary>Why a token is not accepted; null if it is.</summary>
    internal string? FindProblem(string token, string audience)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3
            || !_key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1))
        {
            return "invalid signature";
        }

        JsonNode claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        return (string?)claims["aud"] != audience ? "invalid audience"
            : (long)claims["exp"]! <= s_now.ToUnixTimeSeconds() ? "token is expired"
            : null;
    }

    /// <summary>The answer to a job's request for a token.</summary>
    internal (int Status, string Body) Answer(HttpRequest request)
    {
        if (request.Headers.Authorization != $"Bearer {Bearer}" || request.Query["api-version"] != "2.0")
        {
            return (401, "");
        }

        string audience = request.Query["audience"].FirstOrDefault() ?? "https://github.com/o";
        return (200, JsonSerializer.Serialize(new { value = Sign(audience) }));
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
