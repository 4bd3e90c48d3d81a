using System.Buffers.Binary;
using Google.Protobuf;

namespace P5.GoPlugin;

/// <summary>
/// The other end of a connection in memory: an HTTP/2 server that gives the first request an answer which was there
/// before, in the bytes that servers on Go's gRPC send.
/// </summary>
/// <param name="answer">The message of the answer.</param>
internal sealed class ScriptedServer(IMessage answer) : Stream
{
    private const int FrameHeaderLength = 9;
    private const int PrefaceLength = 24;
    private const byte DataFrame = 0;
    private const byte HeadersFrame = 1;
    private const byte SettingsFrame = 4;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _received = new();
    private int _examined = PrefaceLength;
    private byte[] _sending = Frame(SettingsFrame, flags: 0, stream: 0, []);
    private int _sent;
    private bool _answered;

    // :status 200 and content-type application/grpc; grpc-status 0. Texts in Huffman's code, as Go compresses them.
    private static ReadOnlySpan<byte> Headers =>
        [0x88, 0x5f, 0x8b, 0x1d, 0x75, 0xd0, 0x62, 0x0d, 0x26, 0x3d, 0x4c, 0x4d, 0x65, 0x64];

    private static ReadOnlySpan<byte> Trailers =>
        [0x40, 0x88, 0x9a, 0xca, 0xc8, 0xb2, 0x12, 0x34, 0xda, 0x8f, 0x01, 0x30];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_sent == _sending.Length)
        {
            Task next = _answered ? _closed.Task : _requested.Task;
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_answered || _closed.Task.IsCompleted)
            {
                return 0;
            }

            _answered = true;
            _sending = Answer();
            _sent = 0;
        }

        // A client may ask whether there is something without a place to put it.
        int count = Math.Min(buffer.Length, _sending.Length - _sent);
        _sending.AsMemory(_sent, count).CopyTo(buffer);
        _sent += count;
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _received.Write(buffer.Span);
        if (RequestIsComplete())
        {
            _requested.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _closed.TrySetResult();
        _requested.TrySetResult();
        base.Dispose(disposing);
    }

    private byte[] Answer() =>
    [
        .. Frame(HeadersFrame, EndHeaders, stream: 1, Headers),
        .. Frame(DataFrame, flags: 0, stream: 1, GrpcFrame.Write(answer)),
        .. Frame(HeadersFrame, EndHeaders | EndStream, stream: 1, Trailers),
    ];

    /// <summary>Whether the frame that ends the request has come.</summary>
    private bool RequestIsComplete()
    {
        ReadOnlySpan<byte> received = _received.GetBuffer().AsSpan(0, (int)_received.Length);
        while (received.Length >= _examined + FrameHeaderLength)
        {
            ReadOnlySpan<byte> header = received.Slice(_examined, FrameHeaderLength);
            _examined += FrameHeaderLength + (BinaryPrimitives.ReadInt32BigEndian(header) >> 8);
            if (header[3] == DataFrame && (header[4] & EndStream) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[FrameHeaderLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, (payload.Length << 8) | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(FrameHeaderLength));
        return frame;
    }
}
