using System.Threading.Channels;

namespace P5.GoPlugin;

/// <summary>
/// A stream in memory in place of a plugin's: what is sent to it arrives later, as from a pipe or a socket. Written to,
/// it is an HTTP/2 server that answers each gRPC call with one message.
/// </summary>
/// <param name="answer">The message, at most 250 bytes.</param>
internal sealed class RehearsalStream(byte[] answer) : Stream
{
    private const int FrameHeaderBytes = 9;
    private const byte DataFrame = 0;
    private const byte HeadersFrame = 1;
    private const byte SettingsFrame = 4;
    private const byte EndHeaders = 4;
    private const byte EndStream = 1;

    private readonly Channel<byte[]> _sent = Channel.CreateUnbounded<byte[]>();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sends bytes to the reader.</summary>
    internal void Send(ReadOnlySpan<byte> bytes) => _sent.Writer.TryWrite(bytes.ToArray());

    /// <summary>Ends the stream for the reader.</summary>
    internal void End() => _sent.Writer.TryComplete();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!await _sent.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
            || buffer.IsEmpty
            || !_sent.Reader.TryRead(out byte[]? bytes))
        {
            return 0;
        }

        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    /// <remarks>The client writes whole frames.</remarks>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadOnlySpan<byte> rest = buffer.Span;
        ReadOnlySpan<byte> preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;
        if (rest.StartsWith(preface))
        {
            rest = rest[preface.Length..];
            Send(Frame(SettingsFrame, flags: 0, [0, 0, 0, 0], []));
        }

        while (!rest.IsEmpty)
        {
            if (rest[3] == HeadersFrame)
            {
                Answer(rest[5..FrameHeaderBytes]);
            }

            rest = rest[(FrameHeaderBytes + (rest[0] << 16 | rest[1] << 8 | rest[2]))..];
        }

        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Sends the status 200 and the content type (RFC 7541: two entries of the static table), the message, and the
    /// trailer with gRPC's status OK.
    /// </summary>
    private void Answer(ReadOnlySpan<byte> streamId)
    {
        Send(
        [
            .. Frame(HeadersFrame, EndHeaders, streamId, [0x88, 0x5f, 16, .. "application/grpc"u8]),
            .. Frame(DataFrame, flags: 0, streamId, [0, 0, 0, 0, (byte)answer.Length, .. answer]),
            .. Frame(
                HeadersFrame, EndHeaders | EndStream, streamId, [0, 11, .. "grpc-status"u8, 1, .. "0"u8]),
        ]);
    }

    private static byte[] Frame(byte type, byte flags, ReadOnlySpan<byte> streamId, ReadOnlySpan<byte> payload) =>
        [0, 0, checked((byte)payload.Length), type, flags, .. streamId, .. payload];
}
