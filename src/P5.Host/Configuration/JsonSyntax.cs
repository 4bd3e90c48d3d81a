using System.Text;
using System.Text.Json;

namespace P5.Host;

/// <summary>
/// Checks files in JSON, which are then read as YAML: YAML also allows a comma after the last value, comments and text
/// without quotes, all of which Pulumi rejects in JSON.
/// </summary>
internal static class JsonSyntax
{
    public const string Problem =
        "This is not valid JSON. JSON has no comments and no comma after the last value, and its text is in double "
            + "quotes.";

    /// <summary>Finds where a text is not JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="line">The line of the first error, from 1.</param>
    /// <param name="column">Its column, from 1, in UTF-16 code units.</param>
    /// <returns>Whether there is an error.</returns>
    public static bool FindError(string text, out int line, out int column)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);

        // YamlReader limits the depth.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
            }

            (line, column) = (0, 0);
            return false;
        }
        catch (JsonException exception)
        {
            (line, column) = Locate(utf8, (int)exception.LineNumber!, (int)exception.BytePositionInLine!);
            return true;
        }
    }

    private static (int Line, int Column) Locate(byte[] utf8, int lineFeeds, int bytes)
    {
        int start = 0;
        for (int i = 0; i < lineFeeds; i++)
        {
            start += utf8.AsSpan(start).IndexOf((byte)'\n') + 1;
        }

        int length = Math.Min(bytes, utf8.Length - start);
        return (lineFeeds + 1, Encoding.UTF8.GetCharCount(utf8.AsSpan(start, length)) + 1);
    }
}
