using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace P5.Cli;

[JsonSerializable(typeof(IEnumerable<FindingObject>))]
[JsonSerializable(typeof(IEnumerable<CheckObject>))]
internal sealed partial class JsonText : JsonSerializerContext
{
    /// <summary>Readable output: this is not embedded in HTML, so ' is not escaped.</summary>
    public static JsonText Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
