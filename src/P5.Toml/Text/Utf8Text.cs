using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace P5.Toml;

/// <summary>Strict UTF-8: a file's bytes become text, or an error that names the first wrong byte.</summary>
internal static class Utf8Text
{
    /// <exception cref="TomlException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        char[] valid = new char[bytes.Length];
        Utf8.ToUtf16(bytes, valid, out int bytesRead, out int charsWritten, replaceInvalidSequences: false);
        string offending = string.Create(CultureInfo.InvariantCulture, $"0x{bytes[bytesRead]:X2}");
        TextPosition position = new LineMap(valid.AsSpan(0, charsWritten))[charsWritten];
        throw new TomlException(new TomlDiagnostic(
            position,
            $"The file is not valid UTF-8: the byte {offending} cannot stand here. Save the file as UTF-8.",
            offending));
    }
}
