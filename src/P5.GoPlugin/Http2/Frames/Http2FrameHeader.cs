using System.Buffers.Binary;

namespace P5.GoPlugin;

/// <summary>The nine bytes before each payload: RFC 9113, section 4.1.</summary>
/// <param name="length">The payload's length in bytes.</param>
/// <param name="type">What it is.</param>
/// <param name="flags">Their meaning depends on the type.</param>
/// <param name="streamId">The stream, or 0 for the connection.</param>
internal readonly struct Http2FrameHeader(int length, Http2FrameType type, byte flags, int streamId)
{
    internal const int Size = 9;

    /// <summary>The largest payload that a side takes which did not ask for more.</summary>
    internal const int DefaultMaxLength = 16 * 1024;

    internal const byte Ack = 0x1;
    internal const byte EndStream = 0x1;
    internal const byte EndHeaders = 0x4;
    internal const byte Padded = 0x8;
    internal const byte Priority = 0x20;

    internal int Length => length;

    internal Http2FrameType Type => type;

    internal int StreamId => streamId;

    internal bool Has(byte flag) => (flags & flag) != 0;

    internal static Http2FrameHeader Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | (bytes[1] << 8) | bytes[2],
        (Http2FrameType)bytes[3],
        bytes[4],
        (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]) & int.MaxValue));

    internal void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, (length << 8) | (byte)type);
        target[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(target[5..], streamId);
    }
}
