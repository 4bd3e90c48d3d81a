using System.Text.Json.Serialization;

namespace P5.Host;

/// <summary>How an approval is written as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Approval))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
