using System.Buffers.Binary;

namespace P5.GoPlugin;

/// <summary>What the client says before all else: RFC 9113, section 3.4, and what it asks of the peer.</summary>
internal static class ConnectionPreface
{
    internal static void Write(Http2Output output)
    {
        Span<byte> settings = stackalloc byte[3 * PeerSettings.EntryLength];
        WriteSetting(settings, id: 0x2, value: 0); // ENABLE_PUSH
        WriteSetting(settings[PeerSettings.EntryLength..], id: 0x4, Http2Connection.StreamWindow); // INITIAL_WINDOW_SIZE
        WriteSetting(settings[(2 * PeerSettings.EntryLength)..], id: 0x6, Http2Connection.MaxHeaderListSize); // MAX_HEADER_LIST_SIZE

        output.WriteRaw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        output.WriteFrame(Http2FrameType.Settings, flags: 0, streamId: 0, settings);
        output.WriteWindowUpdate(streamId: 0, Http2Connection.ConnectionWindow - PeerSettings.DefaultWindowSize);
    }

    private static void WriteSetting(Span<byte> target, ushort id, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, id);
        BinaryPrimitives.WriteInt32BigEndian(target[2..], value);
    }
}
