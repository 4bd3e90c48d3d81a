using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>The server's end of a connection in memory, frame by frame, and the client's channel on it.</summary>
internal sealed class TestPeer : IDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] s_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly List<byte> _received = [];
    private bool _hasPreface;

    internal TestPeer(int pieceSize = int.MaxValue, Func<CancellationToken, ValueTask<Stream>>? reconnect = null)
    {
        Transport = new MemoryTransport(pieceSize);
        Channel = new GrpcChannel(
            reconnect ?? (_ => throw new IOException("there is no other connection")),
            secure: false,
            TimeProvider.System,
            Transport);
    }

    /// <summary>A peer for a further connection of a channel that exists.</summary>
    internal TestPeer(GrpcChannel channel, MemoryTransport transport)
    {
        Channel = channel;
        Transport = transport;
    }

    internal MemoryTransport Transport { get; }

    internal GrpcChannel Channel { get; }

    internal static byte[] Answer(int id, string text) =>
    [
        .. TestFrame.Headers(id, TestFrame.HeaderBlock).ToBytes(),
        .. TestFrame.Data(id, TestFrame.Message(new StringValue { Value = text }.ToByteArray())).ToBytes(),
        .. TestFrame.Headers(id, TestFrame.TrailerBlock, end: true).ToBytes(),
    ];

    internal Task<StringValue> CallAsync(string text = "hello", CancellationToken cancellationToken = default) =>
        Channel.UnaryCallAsync(FaultyPlugin.Echo, new StringValue { Value = text }, timeout: null, cancellationToken);

    internal void Send(params TestFrame[] frames)
    {
        foreach (TestFrame frame in frames)
        {
            Transport.Send(frame.ToBytes());
        }
    }

    /// <summary>The next frame of the client; null at its end.</summary>
    internal async Task<TestFrame?> NextAsync()
    {
        while (true)
        {
            if (!_hasPreface && _received.Count >= s_preface.Length)
            {
                _received.Take(s_preface.Length).ShouldBe(s_preface);
                _received.RemoveRange(0, s_preface.Length);
                _hasPreface = true;
            }

            if (_hasPreface && _received.Count >= TestFrame.HeaderLength)
            {
                int length = (_received[0] << 16) | (_received[1] << 8) | _received[2];
                int total = TestFrame.HeaderLength + length;
                if (_received.Count >= total)
                {
                    byte[] bytes = [.. _received.Take(total)];
                    _received.RemoveRange(0, total);
                    int id = (bytes[5] << 24) | (bytes[6] << 16) | (bytes[7] << 8) | bytes[8];
                    return new TestFrame((Http2FrameType)bytes[3], bytes[4], id, bytes[TestFrame.HeaderLength..]);
                }
            }

            if (await Transport.ReceiveAsync().WaitAsync(Patience) is not { } more)
            {
                return null;
            }

            _received.AddRange(more);
        }
    }

    /// <summary>The next frame of a kind, past those of others.</summary>
    internal async Task<TestFrame> NextAsync(Http2FrameType type)
    {
        while (true)
        {
            TestFrame frame = (await NextAsync()).ShouldNotBeNull($"the client closed before it sent {type}");
            if (frame.Type == type)
            {
                return frame;
            }
        }
    }

    /// <summary>Waits for the end of a request.</summary>
    internal async Task<int> RequestAsync()
    {
        while (true)
        {
            TestFrame frame = await NextAsync(Http2FrameType.Data);
            if (frame.EndsStream)
            {
                return frame.StreamId;
            }
        }
    }

    public void Dispose() => Channel.Dispose();
}
