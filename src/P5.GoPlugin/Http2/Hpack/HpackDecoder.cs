namespace P5.GoPlugin;

/// <summary>Decodes the header blocks of one connection, in the order in which they came.</summary>
internal sealed class HpackDecoder
{
    private readonly DynamicTable _table = new();

    /// <summary>The bytes that the fields of the dynamic table count as.</summary>
    internal int TableSize => _table.Size;

    /// <exception cref="HpackException">The block is malformed. This decoder is of no more use.</exception>
    internal void Decode(ReadOnlySpan<byte> block, HeaderList fields)
    {
        var reader = new HpackReader(block);
        bool begins = true;
        while (!reader.IsAtEnd)
        {
            byte first = reader.Peek;
            if ((first & 0xe0) == 0x20)
            {
                // Only at the beginning of a block: section 4.2.
                Resize(begins ? reader.ReadInteger(prefixBits: 5) : throw new HpackException("a table size comes after a field"));
                continue;
            }

            begins = false;
            if ((first & 0x80) != 0)
            {
                fields.Add(Find(reader.ReadInteger(prefixBits: 7)));
            }
            else if ((first & 0x40) != 0)
            {
                HeaderField field = ReadLiteral(ref reader, prefixBits: 6);
                _table.Add(field);
                fields.Add(field);
            }
            else
            {
                fields.Add(ReadLiteral(ref reader, prefixBits: 4));
            }
        }
    }

    private HeaderField ReadLiteral(ref HpackReader reader, int prefixBits)
    {
        int index = reader.ReadInteger(prefixBits);
        string name = index == 0 ? reader.ReadText() : Find(index).Name;
        return new HeaderField(name, reader.ReadText());
    }

    private HeaderField Find(int index) => index switch
    {
        0 => throw new HpackException("a field has the index 0"),
        <= StaticTable.Count => StaticTable.Get(index),
        _ when index - StaticTable.Count <= _table.Count => _table.Get(index - StaticTable.Count - 1),
        _ => throw new HpackException($"a field has the index {index}, which neither table has"),
    };

    private void Resize(int size)
    {
        if (size > DynamicTable.Limit)
        {
            throw new HpackException($"the table was set to {size} bytes, and {DynamicTable.Limit} are allowed");
        }

        _table.Resize(size);
    }
}
