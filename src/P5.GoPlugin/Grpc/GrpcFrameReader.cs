using System.Buffers.Binary;

namespace P5.GoPlugin;

/// <summary>Reads the messages of an answer's body, one after another.</summary>
internal sealed class GrpcFrameReader(Stream body)
{
    /// <summary>
    /// What a frame's prefix alone may make the host allocate; more comes as the bytes do, so that a plugin
    /// cannot claim two gigabytes with five bytes.
    /// </summary>
    private const int FirstAllocation = 1024 * 1024;

    private readonly byte[] _prefix = new byte[GrpcFrame.PrefixLength];

    /// <summary>The next message's bytes, or null where the body ends.</summary>
    /// <exception cref="GrpcException">The body is no sequence of uncompressed messages.</exception>
    internal async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        int read = await body.ReadAtLeastAsync(
            _prefix, _prefix.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return null;
        }

        if (read < _prefix.Length)
        {
            throw Broken($"the answer ended inside a message's prefix, after {read} of {_prefix.Length} bytes");
        }

        return await ReadPayloadAsync(PayloadLength(), cancellationToken).ConfigureAwait(false);
    }

    private int PayloadLength()
    {
        if (_prefix[0] == 1)
        {
            throw Broken("the plugin compressed its answer, though no compression was agreed on");
        }

        if (_prefix[0] != 0)
        {
            throw Broken($"a message begins with the flag {_prefix[0]}, which gRPC does not know");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
        return length <= (uint)Array.MaxLength
            ? (int)length
            : throw Broken($"a message of {length} bytes is more than this host can hold");
    }

    private async ValueTask<byte[]> ReadPayloadAsync(int length, CancellationToken cancellationToken)
    {
        byte[] payload = new byte[Math.Min(length, FirstAllocation)];
        int filled = 0;
        while (true)
        {
            filled += await body.ReadAtLeastAsync(
                payload.AsMemory(filled), payload.Length - filled, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            if (filled < payload.Length)
            {
                throw Broken($"the answer ended inside a message, after {filled} of {length} bytes");
            }

            if (filled == length)
            {
                return payload;
            }

            Array.Resize(ref payload, (int)Math.Min(length, filled * 2L));
        }
    }

    private static GrpcException Broken(string detail) =>
        new(GrpcStatusCode.Internal, detail, GrpcFailureCause.Protocol);
}
