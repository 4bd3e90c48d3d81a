using System.Text.Json.Serialization;

namespace OidcDevice;

/// <summary>
/// Reads the messages without reflection, which would slow down each start. Some providers write numbers as text.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ProviderMetadata))]
[JsonSerializable(typeof(DeviceAuthorization))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class OidcJson : JsonSerializerContext;
