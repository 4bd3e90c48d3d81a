namespace P5.GoPlugin;

/// <summary>
/// Makes frames of the bytes that the peer sends, in whatever pieces they come. They keep the rules of form and of
/// order, and a header block is in one of them.
/// </summary>
internal sealed class Http2FrameReader
{
    /// <summary>Most answers are small, and a host may have many connections.</summary>
    private const int FirstCapacity = 4 * 1024;

    /// <summary>Once an answer is not: some frames at a time.</summary>
    private const int FullCapacity = 64 * 1024;

    private readonly HeaderBlock _block = new();
    private byte[] _bytes = new byte[FirstCapacity];
    private int _start;
    private int _end;
    private bool _hasBegun;

    /// <summary>Where the next bytes go. Never empty once <see cref="TryRead"/> has found no frame.</summary>
    internal Memory<byte> Free => _bytes.AsMemory(_end);

    /// <summary>So many bytes came.</summary>
    internal void Add(int count) => _end += count;

    /// <summary>Takes the next frame.</summary>
    /// <param name="frame">The frame; its content holds until the next call.</param>
    /// <returns>Whether there is one; else more bytes are needed.</returns>
    /// <exception cref="Http2Exception">The peer broke a rule.</exception>
    internal bool TryRead(out Http2Frame frame)
    {
        int needed = Http2FrameHeader.Size;
        while (_end - _start >= Http2FrameHeader.Size)
        {
            var header = Http2FrameHeader.Read(_bytes.AsSpan(_start));
            CheckBeginning(header);
            Http2FrameRules.CheckLength(header);
            CheckOrder(header);
            needed = Http2FrameHeader.Size + header.Length;
            if (_end - _start < needed)
            {
                break;
            }

            ReadOnlySpan<byte> payload = _bytes.AsSpan(_start + Http2FrameHeader.Size, header.Length);
            _start += needed;
            needed = Http2FrameHeader.Size;
            if (TryTake(header, payload, out frame))
            {
                return true;
            }
        }

        MakeRoom(needed);
        frame = default;
        return false;
    }

    private void CheckBeginning(in Http2FrameHeader header)
    {
        if (!_hasBegun && (header.Type != Http2FrameType.Settings || header.Has(Http2FrameHeader.Ack)))
        {
            throw Http2Exception.Violation(Http2ErrorCode.ProtocolError, "what it says does not begin with SETTINGS, so that it is no HTTP/2");
        }
    }

    private void CheckOrder(in Http2FrameHeader header)
    {
        if (_block.StreamId != 0 && (header.Type != Http2FrameType.Continuation || header.StreamId != _block.StreamId))
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, header, "comes amid the headers of a stream");
        }
    }

    /// <returns>False for a part of a header block that goes on.</returns>
    private bool TryTake(scoped in Http2FrameHeader header, ReadOnlySpan<byte> payload, out Http2Frame frame)
    {
        ReadOnlySpan<byte> content = Http2FrameRules.Check(header, payload);
        _hasBegun = true;
        bool endsBlock = header.Has(Http2FrameHeader.EndHeaders);
        frame = default;
        switch (header.Type)
        {
            case Http2FrameType.Headers when !endsBlock:
                _block.Begin(header, content);
                return false;
            case Http2FrameType.Continuation:
                Continue(header, content);
                if (endsBlock)
                {
                    frame = _block.Take();
                }

                return endsBlock;
            default:
                frame = new Http2Frame(header, content);
                return true;
        }
    }

    private void Continue(in Http2FrameHeader header, ReadOnlySpan<byte> fragment)
    {
        if (_block.StreamId == 0)
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, header, "continues no headers");
        }

        _block.Append(fragment);
    }

    private void MakeRoom(int needed)
    {
        int length = _end - _start;
        if (needed > _bytes.Length)
        {
            byte[] larger = new byte[FullCapacity];
            _bytes.AsSpan(_start, length).CopyTo(larger);
            _bytes = larger;
        }
        else if (_start > 0)
        {
            _bytes.AsSpan(_start, length).CopyTo(_bytes);
        }

        (_start, _end) = (0, length);
    }
}
