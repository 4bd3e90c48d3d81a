using System.Diagnostics.CodeAnalysis;

namespace P5.GoPlugin;

/// <summary>
/// The code of RFC 7541, appendix B. It is canonical: the codes of one length follow each other in the order of their
/// symbols, after those of the length before, so that the lengths say all.
/// </summary>
internal static class Huffman
{
    private const int Shortest = 5;
    private const int Longest = 30;
    private const int EndOfString = 256;

    /// <summary>Of each length, the first code, and where its symbols begin in <see cref="s_symbols"/>.</summary>
    private static readonly int[] s_firstCodes = new int[Longest + 2];
    private static readonly int[] s_firstSymbols = new int[Longest + 2];

    /// <summary>Ordered by the length of their codes, then by value.</summary>
    private static readonly short[] s_symbols = new short[EndOfString + 1];

    [SuppressMessage("Performance", "CA1810", Justification = "The three tables are made together.")]
    static Huffman()
    {
        int code = 0;
        int position = 0;
        for (int length = 1; length <= Longest + 1; length++)
        {
            code <<= 1;
            s_firstCodes[length] = code;
            s_firstSymbols[length] = position;
            for (int symbol = 0; symbol <= EndOfString; symbol++)
            {
                if (length == (symbol == EndOfString ? Longest : Lengths[symbol]))
                {
                    s_symbols[position++] = (short)symbol;
                    code++;
                }
            }
        }
    }

    /// <summary>The lengths of the codes of all bytes. That of the end of a string is the longest.</summary>
    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    ];

    /// <summary>The most bytes that a text of this many encoded bytes can have.</summary>
    internal static int MaxDecodedLength(int encodedLength) => (int)(encodedLength * 8L / Shortest);

    /// <returns>How many bytes were decoded.</returns>
    /// <exception cref="HpackException">The text has the end-of-string symbol in it, or a wrong padding.</exception>
    internal static int Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        int written = 0;
        int code = 0;
        int length = 0;
        foreach (byte octet in encoded)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                code = (code << 1) | ((octet >> bit) & 1);
                length++;
                int offset = code - s_firstCodes[length];
                int position = s_firstSymbols[length] + offset;
                if (offset < 0 || position >= s_firstSymbols[length + 1])
                {
                    continue;
                }

                if (s_symbols[position] == EndOfString)
                {
                    throw new HpackException("a text holds the end-of-string symbol");
                }

                decoded[written++] = (byte)s_symbols[position];
                code = 0;
                length = 0;
            }
        }

        // The rest of the last byte is the beginning of the end-of-string symbol, which is all ones: section 5.2.
        return length <= 7 && code == (1 << length) - 1
            ? written
            : throw new HpackException("a text ends with a wrong padding");
    }
}
