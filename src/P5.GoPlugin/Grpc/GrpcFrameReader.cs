using System.Buffers.Binary;

namespace P5.GoPlugin;

/// <summary>Finds the messages in an answer's body, however it comes in pieces.</summary>
internal sealed class GrpcFrameReader
{
    /// <summary>
    /// What a frame's prefix alone may make the host allocate; more comes as the bytes do, so that a plugin
    /// cannot claim two gigabytes with five bytes.
    /// </summary>
    private const int FirstAllocation = 1024 * 1024;

    private readonly byte[] _prefix = new byte[GrpcFrame.PrefixLength];
    private int _prefixLength;
    private byte[]? _payload;
    private int _filled;
    private int _length;

    /// <summary>Takes bytes up to the end of a message.</summary>
    /// <param name="bytes">What came; afterwards the rest of it, empty unless a message is complete.</param>
    /// <returns>The message's bytes, or null where it is not complete yet.</returns>
    /// <exception cref="GrpcException">The body is no sequence of uncompressed messages.</exception>
    internal byte[]? Read(ref ReadOnlySpan<byte> bytes)
    {
        if (_payload is null)
        {
            Move(ref bytes, _prefix, ref _prefixLength);
            if (_prefixLength < _prefix.Length)
            {
                return null;
            }

            _length = PayloadLength();
            _payload = new byte[Math.Min(_length, FirstAllocation)];
        }

        while (true)
        {
            Move(ref bytes, _payload, ref _filled);
            if (_filled < _payload.Length)
            {
                return null;
            }

            if (_filled == _length)
            {
                byte[] message = _payload;
                _payload = null;
                _prefixLength = _filled = 0;
                return message;
            }

            Array.Resize(ref _payload, (int)Math.Min(_length, _filled * 2L));
        }
    }

    /// <summary>Says that the body has ended.</summary>
    /// <exception cref="GrpcException">It did so within a message.</exception>
    internal void End()
    {
        if (_payload is not null)
        {
            throw Broken($"the answer ended inside a message, after {_filled} of {_length} bytes");
        }

        if (_prefixLength > 0)
        {
            throw Broken($"the answer ended inside a message's prefix, after {_prefixLength} of {_prefix.Length} bytes");
        }
    }

    private static void Move(ref ReadOnlySpan<byte> bytes, byte[] target, ref int filled)
    {
        int count = Math.Min(bytes.Length, target.Length - filled);
        bytes[..count].CopyTo(target.AsSpan(filled));
        bytes = bytes[count..];
        filled += count;
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

    private static GrpcException Broken(string detail) =>
        new(GrpcStatusCode.Internal, detail, GrpcFailureCause.Protocol);
}
