using System.Text.Encodings.Web;
using System.Text.Json;

namespace P5.Cli;

/// <summary>How results are written as JSON.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a page is not where this goes, and ' is more readable
    };
}
