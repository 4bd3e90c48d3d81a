using System.Buffers;
using System.Text;

namespace P5.GoPlugin;

/// <summary>Takes the primitives of RFC 7541, section 5 from a block, one after another.</summary>
/// <param name="block">The whole block.</param>
internal ref struct HpackReader(ReadOnlySpan<byte> block)
{
    /// <summary>Enough for all numbers that fit the block's limits; more would be zeros or too large.</summary>
    private const int MaxContinuationBytes = 4;

    private const int OnStack = 256;

    private readonly ReadOnlySpan<byte> _block = block;
    private int _position;

    internal readonly bool IsAtEnd => _position == _block.Length;

    /// <summary>The first byte of what comes next; there is one.</summary>
    internal readonly byte Peek => _block[_position];

    /// <exception cref="HpackException">The block ends in it, or it is larger than anything that it could count.</exception>
    internal int ReadInteger(int prefixBits)
    {
        int mask = (1 << prefixBits) - 1;
        int value = Next() & mask;
        if (value < mask)
        {
            return value;
        }

        for (int i = 0; i < MaxContinuationBytes; i++)
        {
            byte octet = Next();
            value += (octet & 0x7f) << (7 * i);
            if ((octet & 0x80) == 0)
            {
                return value;
            }
        }

        throw new HpackException("a number is too large");
    }

    /// <exception cref="HpackException">The block ends in it, or its Huffman code is malformed.</exception>
    internal string ReadText()
    {
        bool isEncoded = (IsAtEnd ? throw Truncated() : Peek & 0x80) != 0;
        int length = ReadInteger(prefixBits: 7);
        if (length > _block.Length - _position)
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> bytes = _block.Slice(_position, length);
        _position += length;
        return isEncoded ? Decode(bytes) : Encoding.Latin1.GetString(bytes);
    }

    private static string Decode(ReadOnlySpan<byte> encoded)
    {
        int most = Huffman.MaxDecodedLength(encoded.Length);
        if (most <= OnStack)
        {
            Span<byte> decoded = stackalloc byte[OnStack];
            return Encoding.Latin1.GetString(decoded[..Huffman.Decode(encoded, decoded)]);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return Encoding.Latin1.GetString(rented, 0, Huffman.Decode(encoded, rented));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static HpackException Truncated() => new("a header block ends within a field");

    private byte Next() => IsAtEnd ? throw Truncated() : _block[_position++];
}
