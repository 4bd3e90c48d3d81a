using System.Buffers.Binary;

namespace P5.GoPlugin.Tests;

/// <summary>A frame as the peer sees or sends it, written without the client's code.</summary>
internal sealed record TestFrame(Http2FrameType Type, byte Flags, int StreamId, byte[] Payload)
{
    internal const int HeaderLength = 9;

    /// <summary>:status 200, content-type application/grpc, without any table that has a memory.</summary>
    internal static byte[] HeaderBlock { get; } = [0x88, .. Literal(0x0f, 0x10, "application/grpc")];

    /// <summary>grpc-status 0.</summary>
    internal static byte[] TrailerBlock { get; } = Field("grpc-status", "0");

    internal bool EndsStream => (Flags & 1) != 0;

    internal uint Number => BinaryPrimitives.ReadUInt32BigEndian(Payload.AsSpan(Payload.Length - 4));

    internal static TestFrame Settings(params (ushort Id, uint Value)[] settings) => new(
        Http2FrameType.Settings, 0, 0,
        [.. settings.SelectMany(setting => (byte[])[(byte)(setting.Id >> 8), (byte)setting.Id, .. BigEndian(setting.Value)])]);

    internal static TestFrame SettingsAck { get; } = new(Http2FrameType.Settings, 1, 0, []);

    internal static TestFrame Headers(int id, byte[] block, bool end = false) =>
        new(Http2FrameType.Headers, (byte)(end ? 5 : 4), id, block);

    internal static TestFrame Data(int id, byte[] bytes, bool end = false) =>
        new(Http2FrameType.Data, (byte)(end ? 1 : 0), id, bytes);

    internal static TestFrame Reset(int id, uint code) => new(Http2FrameType.RstStream, 0, id, BigEndian(code));

    internal static TestFrame WindowUpdate(int id, uint increment) =>
        new(Http2FrameType.WindowUpdate, 0, id, BigEndian(increment));

    internal static TestFrame GoAway(uint last, uint code) =>
        new(Http2FrameType.GoAway, 0, 0, [.. BigEndian(last), .. BigEndian(code)]);

    internal static TestFrame Ping(byte flags = 0) => new(Http2FrameType.Ping, flags, 0, [1, 2, 3, 4, 5, 6, 7, 8]);

    internal static byte[] Field(string name, string value) =>
        [0, (byte)name.Length, .. name.Select(c => (byte)c), .. Text(value)];

    internal static byte[] Message(byte[] payload) => [0, .. BigEndian((uint)payload.Length), .. payload];

    internal byte[] ToBytes() =>
    [
        (byte)(Payload.Length >> 16), (byte)(Payload.Length >> 8), (byte)Payload.Length,
        (byte)Type, Flags, .. BigEndian((uint)StreamId), .. Payload,
    ];

    internal static byte[] BigEndian(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Literal(byte prefix, byte rest, string value) => [prefix, rest, .. Text(value)];

    private static byte[] Text(string value)
    {
        byte[] bytes = [.. value.Select(c => (byte)c)];
        if (bytes.Length < 127)
        {
            return [(byte)bytes.Length, .. bytes];
        }

        List<byte> length = [127];
        int rest = bytes.Length - 127;
        for (; rest >= 128; rest >>= 7)
        {
            length.Add((byte)(rest | 128));
        }

        return [.. length, (byte)rest, .. bytes];
    }
}
