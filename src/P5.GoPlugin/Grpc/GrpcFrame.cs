using System.Buffers.Binary;
using Google.Protobuf;

namespace P5.GoPlugin;

/// <summary>One message on the wire: a flag byte, its length in four bytes (big-endian), its bytes.</summary>
internal static class GrpcFrame
{
    internal const int PrefixLength = 5;

    internal static byte[] Write(IMessage message)
    {
        int size = message.CalculateSize();
        byte[] frame = new byte[PrefixLength + size];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)size);
        message.WriteTo(frame.AsSpan(PrefixLength));
        return frame;
    }
}
