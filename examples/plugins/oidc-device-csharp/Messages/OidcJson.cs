using System.Text.Json.Serialization;

namespace OidcDevice;

/// <summary>Reads the messages without reflection, which would cost time at each start.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProviderMetadata))]
[JsonSerializable(typeof(DeviceAuthorization))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class OidcJson : JsonSerializerContext;
