using System.Text.Json.Serialization;

namespace P5.Host;

/// <summary>How a text of the configuration becomes a JSON value, as which it can stand in a list of sources too.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class EnvSourceJson : JsonSerializerContext;
