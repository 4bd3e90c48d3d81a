using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>Whole exchanges: however their bytes come, and wherever they end.</summary>
public sealed class Http2ExchangeTests
{
    private static readonly byte[] s_message = TestFrame.Message(new StringValue { Value = "hello" }.ToByteArray());

    /// <summary>All that an answer can be made of, and what has no meaning in it.</summary>
    private static readonly byte[] s_exchange = Join(
        TestFrame.Settings((3, 100), (4, 65_535), (1, 0), (0x1234, 5)),
        TestFrame.SettingsAck,
        TestFrame.Ping(),
        TestFrame.Ping(flags: 1),
        new TestFrame((Http2FrameType)0xbe, 0xff, 1, [1, 2, 3]),
        new TestFrame(Http2FrameType.Priority, 0, 1, [0, 0, 0, 0, 16]),
        TestFrame.WindowUpdate(0, 1000),
        TestFrame.WindowUpdate(1, 1000),
        TestFrame.Headers(1, TestFrame.Field(":status", "103")), // informational
        new TestFrame(Http2FrameType.Headers, 0x28, 1, [2, 0, 0, 0, 0, 9, 0x88, 0, 0]), // padded, with a priority
        new TestFrame(Http2FrameType.Continuation, 0, 1, []),
        new TestFrame(Http2FrameType.Continuation, 4, 1, TestFrame.HeaderBlock[1..]),
        TestFrame.Data(1, []),
        TestFrame.Data(1, s_message[..2]),
        new TestFrame(Http2FrameType.Data, 8, 1, [3, .. s_message[2..7], 0, 0, 0]),
        new TestFrame(Http2FrameType.Data, 8, 1, [1, 0]), // nothing but padding
        TestFrame.Data(1, s_message[7..]),
        new TestFrame(Http2FrameType.Headers, 1, 1, TestFrame.TrailerBlock[..4]),
        new TestFrame(Http2FrameType.Continuation, 4, 1, TestFrame.TrailerBlock[4..]));

    [Fact]
    public async Task Request_Small_GoesOutInOneWriteWithThePreface()
    {
        using var peer = new TestPeer();
        Task<StringValue> call = peer.CallAsync();

        TestFrame settings = await peer.NextAsync(Http2FrameType.Settings);
        peer.Transport.Writes.ShouldBe(1);
        settings.Payload.ShouldBe([0, 2, 0, 0, 0, 0, 0, 4, 0, 16, 0, 0, 0, 6, 0, 2, 0, 0]);
        (await peer.NextAsync(Http2FrameType.WindowUpdate)).StreamId.ShouldBe(0);
        TestFrame headers = await peer.NextAsync(Http2FrameType.Headers);
        headers.Flags.ShouldBe((byte)4);
        headers.Payload[0].ShouldBe((byte)0x20);
        TestFrame data = await peer.NextAsync(Http2FrameType.Data);
        data.EndsStream.ShouldBeTrue();
        data.Payload.ShouldBe(s_message);

        // The second goes out in one write too.
        peer.Send(TestFrame.Settings());
        peer.Transport.Send(TestPeer.Answer(1, "hello"));
        await call.WaitAsync(TestPeer.Patience);
        await peer.NextAsync(Http2FrameType.Settings);
        int before = peer.Transport.Writes;
        call = peer.CallAsync("again");
        (await peer.RequestAsync()).ShouldBe(3);
        peer.Transport.Writes.ShouldBe(before + 1);
        peer.Transport.Send(TestPeer.Answer(3, "again"));
        (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("again");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task Answer_InPiecesOfOneSize_IsTheSame(int pieceSize)
    {
        using var peer = new TestPeer(pieceSize);
        Task<StringValue> call = peer.CallAsync();
        await peer.RequestAsync();

        peer.Transport.Send(s_exchange);

        (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task Answer_SplitAtEveryByte_IsTheSame()
    {
        for (int split = 0; split <= s_exchange.Length; split++)
        {
            using var peer = new TestPeer();
            Task<StringValue> call = peer.CallAsync();
            await peer.RequestAsync();

            peer.Transport.Send(s_exchange[..split]);
            await Task.Yield();
            peer.Transport.Send(s_exchange[split..]);

            (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("hello");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_EndsAtEveryByte_FailsTyped(bool withError)
    {
        for (int end = 0; end < s_exchange.Length; end++)
        {
            using var peer = new TestPeer();
            Task<StringValue> call = peer.CallAsync();
            await peer.RequestAsync();

            peer.Transport.Send(s_exchange[..end]);
            peer.Transport.Close(withError ? new IOException("reset by peer") : null);

            GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
            failure.Cause.ShouldBe(GrpcFailureCause.Connection);
            failure.StatusCode.ShouldBe(GrpcStatusCode.Unavailable);
            peer.Transport.IsDisposed.ShouldBeTrue();
        }
    }

    // Every bit of an exchange turned over: an answer or a typed failure, and always an end.
    [Fact]
    public async Task Answer_AnyBitWrong_AnswersOrFailsTyped()
    {
        int failures = 0;
        for (int bit = 0; bit < s_exchange.Length * 8; bit++)
        {
            byte[] bytes = [.. s_exchange];
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            using var peer = new TestPeer();
            Task<StringValue> call = peer.CallAsync();
            await peer.RequestAsync();

            peer.Transport.Send(bytes);
            peer.Transport.Close();

            try
            {
                await call.WaitAsync(TestPeer.Patience);
            }
            catch (GrpcException)
            {
                failures++;
            }
        }

        failures.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Request_WriteFails_FailsTyped()
    {
        using var peer = new TestPeer();
        peer.Transport.Dispose();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => peer.CallAsync().WaitAsync(TestPeer.Patience));

        failure.Cause.ShouldBe(GrpcFailureCause.Connection);
    }

    [Fact]
    public async Task Answer_TrailersOnly_IsItsStatus()
    {
        using var peer = new TestPeer();
        Task<StringValue> call = peer.CallAsync();
        await peer.RequestAsync();

        peer.Send(TestFrame.Settings(), TestFrame.Headers(
            1, [.. TestFrame.HeaderBlock, .. TestFrame.Field("grpc-status", "7"), .. TestFrame.Field("grpc-message", "no%21")], end: true));

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Status);
        failure.StatusCode.ShouldBe(GrpcStatusCode.PermissionDenied);
        failure.Detail.ShouldBe("no!");
    }

    [Fact]
    public async Task Channel_Disposed_EndsItsCallsAndTheTransport()
    {
        var peer = new TestPeer();
        Task<StringValue> call = peer.CallAsync();
        await peer.RequestAsync();

        peer.Dispose();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Connection);
        peer.Transport.IsDisposed.ShouldBeTrue();
    }

    // Whoever waits for an answer may do so on the thread that read it. Others get theirs all the same.
    [Fact]
    public async Task Answer_CallerBlocksItsThread_OthersAreAnswered()
    {
        using var peer = new TestPeer();
        using var release = new ManualResetEventSlim();
        peer.Send(TestFrame.Settings());
        Task blocked = BlockAsync();
        int first = await peer.RequestAsync();
        peer.Transport.Send(TestPeer.Answer(first, "first"));

        Task<StringValue> other = peer.CallAsync("other");
        peer.Transport.Send(TestPeer.Answer(await peer.RequestAsync(), "other"));

        (await other.WaitAsync(TestPeer.Patience)).Value.ShouldBe("other");
        blocked.IsCompleted.ShouldBeFalse();
        release.Set();
        await blocked.WaitAsync(TestPeer.Patience);

        async Task BlockAsync()
        {
            await peer.CallAsync("first").ConfigureAwait(false);
            release.Wait();
        }
    }

    private static byte[] Join(params TestFrame[] frames) => [.. frames.SelectMany(frame => frame.ToBytes())];
}
