using System.Text.Json.Serialization;

namespace P5.Host;

/// <summary>The user's setting: the store is on, with this backend.</summary>
/// <param name="Backend">Where the key is.</param>
/// <param name="Id">The name of the key: 32 hexadecimal digits.</param>
internal sealed record StoreSettings(StoreBackend Backend, string Id)
{
    /// <summary>Of this file, so that a later version of P5 can have another one.</summary>
    public int Version { get; init; } = 1;
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoreSettings))]
[JsonSerializable(typeof(StoredItem))]
[JsonSerializable(typeof(StoredSecret))]
[JsonSerializable(typeof(SourceLease))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class StoreJson : JsonSerializerContext;
