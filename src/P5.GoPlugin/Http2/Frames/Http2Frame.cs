using System.Buffers.Binary;

namespace P5.GoPlugin;

/// <summary>A frame of the peer whose form is right, or its header block as if it had come in one frame.</summary>
/// <param name="header">Its header; that of the first frame where it came in several.</param>
/// <param name="content">The payload without padding and priority. It is the reader's, until the next frame.</param>
internal readonly ref struct Http2Frame(Http2FrameHeader header, ReadOnlySpan<byte> content)
{
    internal Http2FrameHeader Header { get; } = header;

    internal ReadOnlySpan<byte> Content { get; } = content;

    internal Http2FrameType Type => Header.Type;

    internal int StreamId => Header.StreamId;

    /// <summary>What windows count: the padding too.</summary>
    internal int Length => Header.Length;

    internal bool EndsStream => Header.Has(Http2FrameHeader.EndStream);

    internal bool IsAck => Header.Has(Http2FrameHeader.Ack);

    /// <summary>Of WINDOW_UPDATE the increment, of GOAWAY the last stream: 31 bits.</summary>
    internal int Number => BinaryPrimitives.ReadInt32BigEndian(Content) & int.MaxValue;

    /// <summary>Why a stream or the connection is broken off.</summary>
    internal Http2ErrorCode Code =>
        (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(Type == Http2FrameType.GoAway ? Content[sizeof(uint)..] : Content);
}
