using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace P5.Plugin.Grpc;

/// <summary>
/// A message on the wire: one byte that tells whether it is compressed, four bytes of length, the message.
/// </summary>
internal static class GrpcFrame
{
    /// <summary>The length of what stands before a message.</summary>
    public const int PrefixLength = 5;

    /// <summary>Reads the one message of a request, however many reads it takes to arrive.</summary>
    /// <exception cref="GrpcException">
    /// The body is compressed (UNIMPLEMENTED), too long (RESOURCE_EXHAUSTED), or not exactly one whole message (INTERNAL).
    /// </exception>
    public static async Task<T> ReadSingleAsync<T>(
        PipeReader reader, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            long? length = ReadLength(buffer);
            if (buffer.Length > PrefixLength + length)
            {
                throw new GrpcException(GrpcStatusCode.Internal, "The request has more than one message.");
            }

            if (result.IsCompleted)
            {
                if (buffer.Length != PrefixLength + length)
                {
                    throw new GrpcException(GrpcStatusCode.Internal, "The request ends before its message does.");
                }

                return Parse(buffer.Slice(PrefixLength), parser);
            }

            // Examined to the end: that is what lets the client send more than one flow control window.
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Writes one message. The caller flushes.</summary>
    public static void Write(IBufferWriter<byte> writer, IMessage message)
    {
        Span<byte> prefix = writer.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)message.CalculateSize());
        writer.Advance(PrefixLength);
        message.WriteTo(writer);
    }

    private static long? ReadLength(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < PrefixLength)
        {
            return null;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, "Compressed messages are not supported.");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= int.MaxValue
            ? length
            : throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"A message of {length} bytes is too long.");
    }

    private static T Parse<T>(ReadOnlySequence<byte> bytes, MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"The request is no {typeof(T).Name}: {e.Message}");
        }
    }
}
