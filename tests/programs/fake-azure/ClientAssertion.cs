using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace P5.FakeAzure;

/// <summary>What an application asserts with the signature of its certificate (RFC 7523).</summary>
internal sealed record ClientAssertion(
    string Audience, string Issuer, string Subject, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt)
{
    /// <summary>The claims of an assertion; null if it has not the signature of a certificate.</summary>
    public static ClientAssertion? Verify(string token, X509Certificate2 certificate)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || !parts.All(part => Base64Url.IsValid(part)))
        {
            return null;
        }

        JsonNode head = Decode(parts[0]);
        RSASignaturePadding? padding = (string?)head["alg"] switch
        {
            "PS256" => RSASignaturePadding.Pss,
            "RS256" => RSASignaturePadding.Pkcs1,
            _ => null,
        };
        string thumbprint = Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));
        using RSA key = certificate.GetRSAPublicKey()!;
        if (padding is null
            || (string?)head["x5t#S256"] != thumbprint
            || !key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                Base64Url.DecodeFromChars(parts[2]),
                HashAlgorithmName.SHA256,
                padding))
        {
            return null;
        }

        JsonNode claims = Decode(parts[1]);
        return new ClientAssertion(
            (string)claims["aud"]!, (string)claims["iss"]!, (string)claims["sub"]!, TimeOf("nbf"), TimeOf("exp"));

        // Microsoft's library writes numbers as text.
        DateTimeOffset TimeOf(string name) => DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(claims[name]!.ToString(), CultureInfo.InvariantCulture));
    }

    /// <summary>A token of a user, whose signature clients do not check: it came from the issuer itself.</summary>
    public static string Unsigned(JsonObject claims) =>
        $"{Encode(new JsonObject { ["alg"] = "none" })}.{Encode(claims)}.";

    /// <summary>The text of an object in a token.</summary>
    public static string Encode(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonNode Decode(string text) => JsonNode.Parse(Base64Url.DecodeFromChars(text))!;
}
