using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace P5.Host;

/// <summary>How variables are written as JSON.</summary>
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class VariablesJson : JsonSerializerContext
{
    /// <summary>The text goes to a program or a person, not into a web page: 'ü' stays 'ü'.</summary>
    public static VariablesJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
