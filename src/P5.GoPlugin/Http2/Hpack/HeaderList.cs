namespace P5.GoPlugin;

/// <summary>The fields of one block, up to a limit. Beyond it they are counted, not kept.</summary>
/// <param name="limit">In bytes as RFC 9113, section 6.5.2 counts them for MAX_HEADER_LIST_SIZE.</param>
internal sealed class HeaderList(int limit)
{
    private long _size;

    internal List<HeaderField> Fields { get; } = [];

    internal bool IsTooLong => _size > limit;

    internal void Clear()
    {
        Fields.Clear();
        _size = 0;
    }

    internal void Add(HeaderField field)
    {
        _size += field.Size;
        if (!IsTooLong)
        {
            Fields.Add(field);
        }
    }
}
