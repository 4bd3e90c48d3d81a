using System.Buffers.Binary;

namespace P5.GoPlugin;

/// <summary>What the peer asks for: RFC 9113, section 6.5.2.</summary>
/// <remarks>
/// HEADER_TABLE_SIZE needs nothing done: the encoder says once that it uses no table. MAX_HEADER_LIST_SIZE is advice
/// that a request of a few hundred bytes meets.
/// </remarks>
internal sealed class PeerSettings
{
    internal const int EntryLength = 6;

    /// <summary>Of each stream and of the connection, in both directions, before anything was said.</summary>
    internal const int DefaultWindowSize = 65_535;

    private const ushort EnablePush = 0x2;
    private const ushort MaxConcurrentStreamsId = 0x3;
    private const ushort InitialWindowSizeId = 0x4;
    private const ushort MaxFrameSizeId = 0x5;

    /// <summary>What a server should allow at least: enough until it has said what it allows.</summary>
    private const uint UsualMaxConcurrentStreams = 100;

    private bool _hasCome;

    internal uint MaxConcurrentStreams { get; private set; } = UsualMaxConcurrentStreams;

    internal int InitialWindowSize { get; private set; } = DefaultWindowSize;

    internal int MaxFrameSize { get; private set; } = Http2FrameHeader.DefaultMaxLength;

    /// <exception cref="Http2Exception">A value is not allowed.</exception>
    internal void Apply(ReadOnlySpan<byte> payload)
    {
        if (!_hasCome)
        {
            // The first frame lifts the limit that was assumed.
            _hasCome = true;
            MaxConcurrentStreams = uint.MaxValue;
        }

        for (; !payload.IsEmpty; payload = payload[EntryLength..])
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            switch (BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case EnablePush when value != 0:
                    throw Http2Exception.Violation(Http2ErrorCode.ProtocolError, $"ENABLE_PUSH is {value}");
                case MaxConcurrentStreamsId:
                    MaxConcurrentStreams = value;
                    break;
                case InitialWindowSizeId:
                    InitialWindowSize = value <= int.MaxValue
                        ? (int)value
                        : throw Http2Exception.Violation(Http2ErrorCode.FlowControlError, $"INITIAL_WINDOW_SIZE is {value}");
                    break;
                case MaxFrameSizeId:
                    MaxFrameSize = value is >= Http2FrameHeader.DefaultMaxLength and < 1 << 24
                        ? (int)value
                        : throw Http2Exception.Violation(Http2ErrorCode.ProtocolError, $"MAX_FRAME_SIZE is {value}");
                    break;
            }
        }
    }
}
