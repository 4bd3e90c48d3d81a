using System.Text;

namespace P5.GoPlugin;

/// <summary>
/// Writes a request's header block. It adds nothing to the peer's table, so that it has no state: a block can be made
/// before its place on the connection is known.
/// </summary>
internal sealed class HpackEncoder
{
    /// <summary>An update of the dynamic table's size to zero: RFC 7541, section 6.3.</summary>
    internal const byte NoDynamicTable = 0x20;

    private const int LongestNumber = 6;

    private byte[] _block = new byte[256];
    private int _length;

    internal byte[] ToArray() => _block[.._length];

    /// <summary>A field of the static table, name and value.</summary>
    internal void WriteIndexed(int index) => WriteInteger(0x80, prefixBits: 7, index);

    /// <summary>A field whose name is in the static table.</summary>
    internal void Write(int nameIndex, string value)
    {
        WriteInteger(0, prefixBits: 4, nameIndex);
        WriteText(value);
    }

    internal void Write(string name, string value)
    {
        WriteInteger(0, prefixBits: 4, 0);
        WriteText(name);
        WriteText(value);
    }

    private void WriteText(string text)
    {
        WriteInteger(0, prefixBits: 7, text.Length);
        Reserve(text.Length);
        _length += Encoding.ASCII.GetBytes(text, _block.AsSpan(_length));
    }

    private void WriteInteger(int pattern, int prefixBits, int value)
    {
        Reserve(LongestNumber);
        int mask = (1 << prefixBits) - 1;
        if (value < mask)
        {
            _block[_length++] = (byte)(pattern | value);
            return;
        }

        _block[_length++] = (byte)(pattern | mask);
        for (value -= mask; value >= 0x80; value >>= 7)
        {
            _block[_length++] = (byte)(value | 0x80);
        }

        _block[_length++] = (byte)value;
    }

    private void Reserve(int count)
    {
        if (_block.Length - _length < count)
        {
            Array.Resize(ref _block, Math.Max(_block.Length * 2, _length + count));
        }
    }
}
