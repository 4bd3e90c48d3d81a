using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace P5.Host;

/// <summary>Decodes strictly: bytes that are not UTF-8 are an error and are never replaced.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes bytes. Removes a byte order mark of UTF-8.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="text">The text; null if they are not UTF-8.</param>
    /// <param name="line">The line of the first byte that is not UTF-8, from 1.</param>
    /// <param name="column">Its column, from 1, in UTF-16 code units.</param>
    /// <returns>Whether all bytes are valid UTF-8.</returns>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text, out int line, out int column)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        (line, column) = (0, 0);
        try
        {
            text = s_strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            (line, column) = EndOfText(bytes);
            return false;
        }
    }

    /// <summary>Whether the bytes begin with the byte order mark of UTF-16.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    /// <summary>Whether a text can be encoded without loss: it contains no unpaired surrogate.</summary>
    public static bool IsEncodable(ReadOnlySpan<char> text)
    {
        int surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (surrogate >= 0)
        {
            if (Rune.DecodeFromUtf16(text[surrogate..], out _, out int length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(surrogate + length)..];
            surrogate = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }

    private static (int Line, int Column) EndOfText(ReadOnlySpan<byte> bytes)
    {
        int line = 1;
        int column = 1;
        while (Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == OperationStatus.Done)
        {
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
            bytes = bytes[consumed..];
        }

        return (line, column);
    }
}
