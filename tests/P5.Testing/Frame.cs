using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace P5.Testing;

/// <summary>A frame of HTTP/2, written by hand: what no server library can be made to send.</summary>
public sealed record Frame(FrameType Type, byte Flags, int StreamId, byte[] Payload)
{
    public const int HeaderLength = 9;

    private const byte EndStream = 1;
    private const byte Acknowledged = 1;
    private const byte EndHeaders = 4;

    public bool EndsStream => Type is FrameType.Data or FrameType.Headers && (Flags & EndStream) != 0;

    public bool IsAcknowledgment => Type is FrameType.Settings or FrameType.Ping && (Flags & Acknowledged) != 0;

    public static Frame Settings { get; } = new(FrameType.Settings, 0, 0, []);

    public static Frame SettingsAck { get; } = new(FrameType.Settings, Acknowledged, 0, []);

    public static Frame Headers(int streamId, byte[] block, bool end = false) =>
        new(FrameType.Headers, (byte)(EndHeaders | (end ? EndStream : 0)), streamId, block);

    public static Frame Data(int streamId, byte[] bytes, bool end = false) =>
        new(FrameType.Data, end ? EndStream : (byte)0, streamId, bytes);

    public static Frame Reset(int streamId, uint code) => new(FrameType.RstStream, 0, streamId, BigEndian(code));

    public static Frame GoAway(int lastStreamId, uint code) =>
        new(FrameType.GoAway, 0, 0, [.. BigEndian((uint)lastStreamId), .. BigEndian(code)]);

    public static Frame Ping(byte[] payload, bool isAcknowledgment) =>
        new(FrameType.Ping, isAcknowledgment ? Acknowledged : (byte)0, 0, payload);

    public static Frame WindowUpdate(int streamId, uint increment) =>
        new(FrameType.WindowUpdate, 0, streamId, BigEndian(increment));

    /// <summary>A header block of literals that are in no table.</summary>
    public static byte[] Block(params (string Name, string Value)[] fields) =>
        [.. fields.SelectMany(field => (byte[])[0, .. Text(field.Name), .. Text(field.Value)])];

    /// <summary>A message as gRPC frames it.</summary>
    public static byte[] Message(IMessage message, byte flag = 0) => Message(message.ToByteArray(), flag);

    /// <inheritdoc cref="Message(IMessage, byte)"/>
    public static byte[] Message(byte[] message, byte flag = 0) =>
        [flag, .. BigEndian((uint)message.Length), .. message];

    public byte[] ToBytes() =>
    [
        (byte)(Payload.Length >> 16), (byte)(Payload.Length >> 8), (byte)Payload.Length,
        (byte)Type, Flags, .. BigEndian((uint)StreamId), .. Payload,
    ];

    private static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>A length with a prefix of seven bits (RFC 7541, section 5.1), then the bytes.</summary>
    private static byte[] Text(string value)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(value);
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
