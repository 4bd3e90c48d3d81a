using System.Buffers.Binary;

namespace P5.GoPlugin;

/// <summary>Frames that wait to be written, one behind the other.</summary>
internal sealed class Http2Output
{
    private const int FirstCapacity = 512;

    /// <summary>Answers that a peer causes without reading them; a flood of PING or SETTINGS ends here.</summary>
    private const int MaxAnswers = 1000;

    private byte[] _bytes = new byte[FirstCapacity];
    private byte[] _taken = new byte[FirstCapacity];
    private int _answers;

    internal int Length { get; private set; }

    /// <summary>Takes all that waits.</summary>
    /// <returns>The bytes; they hold until the next call, whatever is written meanwhile.</returns>
    internal ReadOnlyMemory<byte> Take()
    {
        (_bytes, _taken) = (_taken, _bytes);
        ReadOnlyMemory<byte> taken = _taken.AsMemory(0, Length);
        Clear();
        return taken;
    }

    internal void Clear()
    {
        Length = 0;
        _answers = 0;
    }

    internal void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Extend(bytes.Length));

    internal void WriteFrame(Http2FrameType type, byte flags, int streamId, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = Extend(Http2FrameHeader.Size + payload.Length);
        new Http2FrameHeader(payload.Length, type, flags, streamId).Write(frame);
        payload.CopyTo(frame[Http2FrameHeader.Size..]);
    }

    /// <summary>One HEADERS frame, and as many of CONTINUATION as the peer's limit makes of the block.</summary>
    internal void WriteHeaders(int streamId, ReadOnlySpan<byte> block, int maxFrameSize)
    {
        Http2FrameType type = Http2FrameType.Headers;
        do
        {
            int length = Math.Min(block.Length, maxFrameSize);
            WriteFrame(type, length == block.Length ? Http2FrameHeader.EndHeaders : (byte)0, streamId, block[..length]);
            block = block[length..];
            type = Http2FrameType.Continuation;
        }
        while (!block.IsEmpty);
    }

    /// <summary>Confirms a PING or SETTINGS.</summary>
    /// <exception cref="Http2Exception">The peer asks for more than it takes.</exception>
    internal void WriteAck(Http2FrameType type, ReadOnlySpan<byte> payload)
    {
        if (++_answers > MaxAnswers)
        {
            throw Http2Exception.Violation(Http2ErrorCode.EnhanceYourCalm, "frames that ask for an answer come faster than answers are taken");
        }

        WriteFrame(type, Http2FrameHeader.Ack, streamId: 0, payload);
    }

    internal void WriteReset(int streamId, Http2ErrorCode code) =>
        WriteNumber(Http2FrameType.RstStream, streamId, (uint)code);

    internal void WriteWindowUpdate(int streamId, int increment) =>
        WriteNumber(Http2FrameType.WindowUpdate, streamId, (uint)increment);

    /// <summary>No stream of the peer's was served, for it can open none: the last one is 0.</summary>
    internal void WriteGoAway(Http2ErrorCode code)
    {
        Span<byte> payload = stackalloc byte[8];
        payload.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(payload[4..], (uint)code);
        WriteFrame(Http2FrameType.GoAway, flags: 0, streamId: 0, payload);
    }

    private void WriteNumber(Http2FrameType type, int streamId, uint number)
    {
        Span<byte> payload = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, number);
        WriteFrame(type, flags: 0, streamId, payload);
    }

    private Span<byte> Extend(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
