namespace P5.GoPlugin;

/// <summary>A header block that comes in several frames. No other frame may come between them.</summary>
internal sealed class HeaderBlock
{
    /// <summary>More than a list within its own limit takes, however it is encoded.</summary>
    private const int MaxLength = 256 * 1024;

    /// <summary>No peer needs more frames for that; many small or empty ones only make work.</summary>
    private const int MaxFrames = 64;

    private Http2FrameHeader _first;
    private byte[] _bytes = [];
    private int _length;
    private int _frames;

    /// <summary>Whose it is; 0 while there is none.</summary>
    internal int StreamId => _first.StreamId;

    internal void Begin(in Http2FrameHeader first, ReadOnlySpan<byte> fragment)
    {
        _first = first;
        Append(fragment);
    }

    /// <exception cref="Http2Exception">It is too long, or comes in too many frames.</exception>
    internal void Append(ReadOnlySpan<byte> fragment)
    {
        if (++_frames > MaxFrames || _length + fragment.Length > MaxLength)
        {
            throw Http2Exception.Violation(Http2ErrorCode.EnhanceYourCalm, "its headers come without an end");
        }

        if (_bytes.Length < _length + fragment.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + fragment.Length));
        }

        fragment.CopyTo(_bytes.AsSpan(_length));
        _length += fragment.Length;
    }

    /// <summary>It is complete. Its memory goes with it, for few answers have such headers.</summary>
    internal Http2Frame Take()
    {
        var frame = new Http2Frame(_first, _bytes.AsSpan(0, _length));
        _first = default;
        _bytes = [];
        _length = 0;
        _frames = 0;
        return frame;
    }
}
