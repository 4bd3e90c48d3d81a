namespace P5.GoPlugin;

/// <summary>The decoder's memory of fields that came before: RFC 7541, section 2.3.2.</summary>
internal sealed class DynamicTable
{
    /// <summary>The limit that holds as long as our SETTINGS name no other.</summary>
    internal const int Limit = 4096;

    /// <summary>A ring: no field counts as less than 32 bytes, so that no more fit.</summary>
    private readonly HeaderField?[] _fields = new HeaderField?[Limit / 32];

    private int _newest = -1;
    private int _maxSize = Limit;

    internal int Count { get; private set; }

    internal int Size { get; private set; }

    /// <param name="age">0 for the newest field, up to <see cref="Count"/> - 1.</param>
    internal HeaderField Get(int age) => _fields[(_newest - age + _fields.Length) % _fields.Length]!;

    /// <summary>A field that is larger than the table empties it, and that is no error: section 4.4.</summary>
    internal void Add(HeaderField field)
    {
        Evict(_maxSize - field.Size);
        if (field.Size > _maxSize)
        {
            return;
        }

        _newest = (_newest + 1) % _fields.Length;
        _fields[_newest] = field;
        Count++;
        Size += field.Size;
    }

    internal void Resize(int maxSize)
    {
        _maxSize = maxSize;
        Evict(maxSize);
    }

    private void Evict(int room)
    {
        while (Size > room && Count > 0)
        {
            int oldest = (_newest - Count + 1 + _fields.Length) % _fields.Length;
            Size -= _fields[oldest]!.Size;
            _fields[oldest] = null;
            Count--;
        }
    }
}
