using System.Text;
using System.Text.Json;
using Amazon.Runtime;

namespace P5.Sources.Aws;

/// <summary>Credentials of AWS. Secret.</summary>
/// <param name="AccessKeyId">The id of the access key.</param>
/// <param name="SecretAccessKey">The secret access key.</param>
/// <param name="SessionToken">The session token; null for keys of a user.</param>
/// <param name="ExpiresAt">When they expire; null if they do not, or if that is not known.</param>
internal sealed record AwsKeys(
    string AccessKeyId, string SecretAccessKey, string? SessionToken, DateTimeOffset? ExpiresAt)
{
    /// <summary>As the SDK takes them, to sign requests.</summary>
    public AWSCredentials ForSigning() => SessionToken is { } token
        ? new SessionAWSCredentials(AccessKeyId, SecretAccessKey, token)
        : new BasicAWSCredentials(AccessKeyId, SecretAccessKey);

    /// <summary>
    /// Reads what a <c>credential_process</c> prints, and likewise the services that give a machine its credentials.
    /// </summary>
    /// <param name="json">The text in UTF-8.</param>
    /// <param name="origin">Where it is from, for messages.</param>
    /// <param name="tokenName">The name of the session token's member.</param>
    /// <exception cref="SourceException">It has another form. No part of it is shown.</exception>
    public static AwsKeys Parse(byte[] json, string origin, string tokenName)
    {
        try
        {
            // What is not UTF-8 becomes text that can be read.
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(json));
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                DateTimeOffset? expiry = TextOf(root, "Expiration") is not { } text ? null
                    : root.GetProperty("Expiration").TryGetDateTimeOffset(out DateTimeOffset time) ? time
                    : throw new SourceException($"{origin}: Expiration is not a time such as 2026-01-31T10:00:00Z");
                return new AwsKeys(
                    TextOf(root, "AccessKeyId") ?? throw new SourceException($"{origin} has no AccessKeyId"),
                    TextOf(root, "SecretAccessKey") ?? throw new SourceException($"{origin} has no SecretAccessKey"),
                    TextOf(root, tokenName),
                    expiry);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The message may quote the text.
        }

        throw new SourceException($"{origin} is not a JSON object with credentials of AWS");
    }

    /// <summary>The expiry alone.</summary>
    public override string ToString() => $"keys until {ExpiresAt}";

    /// <exception cref="InvalidOperationException">It contains an escape that is not a valid character.</exception>
    private static string? TextOf(JsonElement table, string name) =>
        table.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
