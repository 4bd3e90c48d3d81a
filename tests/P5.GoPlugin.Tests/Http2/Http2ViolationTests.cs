using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>What a peer may not send: told to it with the code of RFC 9113, and a typed failure of the call.</summary>
public sealed class Http2ViolationTests
{
    private const uint Protocol = 1, FlowControl = 3, StreamClosed = 5, FrameSize = 6, Compression = 9, Calm = 11;

    private static readonly byte[] s_headers = TestFrame.HeaderBlock;

    public static TheoryData<string, uint> ConnectionErrors => new()
    {
        // Lengths.
        { Hex(new TestFrame(Http2FrameType.Ping, 0, 0, new byte[7])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.Ping, 1, 0, new byte[9])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.Settings, 0, 0, new byte[5])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.Settings, 1, 0, new byte[6])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.RstStream, 0, 1, new byte[3])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.WindowUpdate, 0, 0, new byte[3])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.WindowUpdate, 0, 1, new byte[5])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.GoAway, 0, 0, new byte[7])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.Priority, 0, 1, new byte[4])), FrameSize },
        { "00400100" + "00" + "00000001", FrameSize }, // 16,385 bytes are announced: no need to wait for them.
        { "ffffffff" + "00" + "00000001", FrameSize }, // So with a kind that nobody knows.
        { Hex(new TestFrame(Http2FrameType.Data, 8, 1, [])), FrameSize },
        { Hex(new TestFrame(Http2FrameType.Headers, 0x24, 1, new byte[4])), FrameSize },

        // Padding that is as long as the payload or longer.
        { Hex(new TestFrame(Http2FrameType.Data, 8, 1, [1])), Protocol },
        { Hex(new TestFrame(Http2FrameType.Headers, 0xc, 1, [9, 0x88])), Protocol },

        // Streams that the kind of frame cannot have, and streams that nobody opened.
        { Hex(TestFrame.Data(0, [1])), Protocol },
        { Hex(TestFrame.Headers(0, s_headers)), Protocol },
        { Hex(TestFrame.Reset(0, 8)), Protocol },
        { Hex(new TestFrame(Http2FrameType.Priority, 0, 0, new byte[5])), Protocol },
        { Hex(new TestFrame(Http2FrameType.Continuation, 4, 0, [])), Protocol },
        { Hex(TestFrame.Settings() with { StreamId = 1 }), Protocol },
        { Hex(TestFrame.Ping() with { StreamId = 1 }), Protocol },
        { Hex(TestFrame.GoAway(1, 0) with { StreamId = 1 }), Protocol },
        { Hex(TestFrame.Data(3, [1])), Protocol },
        { Hex(TestFrame.Headers(3, s_headers)), Protocol },
        { Hex(TestFrame.Headers(2, s_headers)), Protocol },
        { Hex(TestFrame.Reset(3, 8)), Protocol },
        { Hex(TestFrame.WindowUpdate(3, 1)), Protocol },
        { Hex(TestFrame.WindowUpdate(2, 1)), Protocol },

        // Settings.
        { Hex(TestFrame.Settings((2, 1))), Protocol },
        { Hex(TestFrame.Settings((2, 2))), Protocol },
        { Hex(TestFrame.Settings((4, 0x8000_0000))), FlowControl },
        { Hex(TestFrame.Settings((5, 16_383))), Protocol },
        { Hex(TestFrame.Settings((5, 0x0100_0000))), Protocol },
        { Hex(TestFrame.WindowUpdate(1, 0x7fff_0000), TestFrame.Settings((4, 0x7fff_ffff))), FlowControl },

        // Windows.
        { Hex(TestFrame.WindowUpdate(0, 0)), Protocol },
        { Hex(TestFrame.WindowUpdate(0, 0x7fff_ffff)), FlowControl },

        // Header blocks.
        { Hex(new TestFrame(Http2FrameType.Continuation, 4, 1, s_headers)), Protocol },
        { Hex(new TestFrame(Http2FrameType.Headers, 0, 1, s_headers), TestFrame.Ping()), Protocol },
        { Hex(new TestFrame(Http2FrameType.Headers, 0, 1, s_headers), new TestFrame((Http2FrameType)0xee, 0, 1, [])), Protocol },
        { Hex(new TestFrame(Http2FrameType.Headers, 0, 1, s_headers), new TestFrame(Http2FrameType.Continuation, 4, 3, [])), Protocol },
        { Hex(new TestFrame(Http2FrameType.Headers, 0, 1, s_headers), TestFrame.Headers(1, s_headers)), Protocol },
        { Hex(TestFrame.Headers(1, [0x80])), Compression },
        { Hex(TestFrame.Headers(1, [.. s_headers, 0x40])), Compression },
        { Hex([new TestFrame(Http2FrameType.Headers, 0, 1, []), .. Repeat(new TestFrame(Http2FrameType.Continuation, 0, 1, []), 100)]), Calm },
        { Hex([new TestFrame(Http2FrameType.Headers, 0, 1, []), .. Repeat(new TestFrame(Http2FrameType.Continuation, 0, 1, new byte[16_384]), 17)]), Calm },

        // Pushes were refused. A GOAWAY takes nothing back.
        { Hex(new TestFrame(Http2FrameType.PushPromise, 4, 1, [0, 0, 0, 2, .. s_headers])), Protocol },
        { Hex(TestFrame.GoAway(1, 0), TestFrame.GoAway(3, 0)), Protocol },

        // What comes after the end of a stream.
        { Hex(TestFrame.Headers(1, s_headers, end: true), TestFrame.Data(1, [1])), StreamClosed },
        { Hex(TestFrame.Headers(1, s_headers, end: true), TestFrame.Headers(1, s_headers)), StreamClosed },
        { Hex(TestFrame.Reset(1, 8), TestFrame.Data(1, [1])), StreamClosed },
    };

    public static TheoryData<string, uint> StreamErrors => new()
    {
        { Hex(TestFrame.WindowUpdate(1, 0)), Protocol },
        { Hex(TestFrame.WindowUpdate(1, 0x7fff_ffff)), FlowControl },
        { Hex(TestFrame.Data(1, [1])), Protocol }, // before the headers
        { Hex(TestFrame.Headers(1, s_headers), TestFrame.Headers(1, TestFrame.TrailerBlock)), Protocol }, // no end
        { Hex(TestFrame.Headers(1, [])), Protocol },
        { Hex(TestFrame.Headers(1, TestFrame.Field("grpc-status", "0"))), Protocol }, // no status
        { Hex(TestFrame.Headers(1, [.. TestFrame.Field("grpc-status", "0"), 0x88])), Protocol }, // not first
        { Hex(TestFrame.Headers(1, [0x88, 0x88])), Protocol }, // twice
        { Hex(TestFrame.Headers(1, [0x82])), Protocol }, // a request's
        { Hex(TestFrame.Headers(1, TestFrame.Field(":status", "abc"))), Protocol },
        { Hex(TestFrame.Headers(1, TestFrame.Field(":status", "99"))), Protocol },
        { Hex(TestFrame.Headers(1, TestFrame.Field(":status", "100"), end: true)), Protocol },
        { Hex(TestFrame.Headers(1, s_headers), TestFrame.Headers(1, [0x88], end: true)), Protocol }, // in trailers
        { Hex(TestFrame.Headers(1, [0x88, .. TestFrame.Field("Upper", "x")])), Protocol },
        { Hex(TestFrame.Headers(1, [0x88, .. TestFrame.Field("", "x")])), Protocol },
        { Hex(TestFrame.Headers(1, [0x88, .. TestFrame.Field("a b", "x")])), Protocol },
        { Hex(TestFrame.Headers(1, [0x88, .. TestFrame.Field("x", "a\r\nb")])), Protocol },
        { Hex(TestFrame.Headers(1, [0x88, .. TestFrame.Field("x", "a\0b")])), Protocol },
        { Hex(TestFrame.Headers(1, [0x88, .. TestFrame.Field("connection", "close")])), Protocol },
        { Hex(TestFrame.Headers(1, [0x88, .. TestFrame.Field("transfer-encoding", "chunked")])), Protocol },
        // Beyond 128 KiB of headers: a large one in the table, named many times.
        { Hex(TestFrame.Headers(1, [0x88, 0x40, 1, (byte)'x', 0x7f, 0xa1, 0x1e, .. new byte[4000].Select(_ => (byte)'y'), .. Enumerable.Repeat((byte)0xbe, 40)])), Protocol },
    };

    [Theory]
    [MemberData(nameof(ConnectionErrors))]
    public async Task Connection_FrameAgainstTheRules_EndsWithItsCode(string frames, uint code)
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task call = peer.CallAsync();
        await peer.RequestAsync();

        peer.Transport.Send(Convert.FromHexString(frames));

        (await peer.NextAsync(Http2FrameType.GoAway)).Number.ShouldBe(code);
        (await peer.NextAsync()).ShouldBeNull();
        peer.Transport.IsDisposed.ShouldBeTrue();
        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Protocol);
    }

    [Theory]
    [MemberData(nameof(StreamErrors))]
    public async Task Stream_FrameAgainstTheRules_IsResetAndTheConnectionGoesOn(string frames, uint code)
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task call = peer.CallAsync();
        await peer.RequestAsync();

        peer.Transport.Send(Convert.FromHexString(frames));

        TestFrame reset = await peer.NextAsync(Http2FrameType.RstStream);
        reset.StreamId.ShouldBe(1);
        reset.Number.ShouldBe(code);
        await FailsAsync(call);

        // What it sent before it heard of that is ignored, but counts for the tables and windows.
        peer.Send(TestFrame.Data(1, [1, 2, 3]), TestFrame.Headers(1, s_headers, end: true), TestFrame.WindowUpdate(1, 1), TestFrame.Reset(1, 8));
        Task<StringValue> next = peer.CallAsync("next");
        peer.Transport.Send(TestPeer.Answer(await peer.RequestAsync(), "next"));
        (await next.WaitAsync(TestPeer.Patience)).Value.ShouldBe("next");
    }

    [Theory]
    [InlineData("0000080600000000000102030405060708")] // PING
    [InlineData("000000040100000000")] // an acknowledgment
    [InlineData("485454502f312e3120343030")] // HTTP/1.1 400
    [InlineData("1503010002")] // TLS; not even nine bytes, so the end shows it
    public async Task Connection_DoesNotBeginWithSettings_Fails(string bytes)
    {
        using var peer = new TestPeer();
        Task call = peer.CallAsync();
        await peer.RequestAsync();

        peer.Transport.Send(Convert.FromHexString(bytes));
        peer.Transport.Close();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(bytes.Length < 18 ? GrpcFailureCause.Connection : GrpcFailureCause.Protocol);
    }

    // Answers pile up only where nobody takes them, and then not for long.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_FloodThatAsksForAnswers_Ends(bool pings)
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task call = peer.CallAsync();
        await peer.RequestAsync();
        peer.Transport.BlockWrites();

        byte[] flood = [.. Enumerable.Range(0, 3000).SelectMany(_ => (pings ? TestFrame.Ping() : TestFrame.Settings()).ToBytes())];
        peer.Transport.Send(flood);

        await FailsAsync(call);
        peer.Transport.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Connection_MorePingsThanThatWhichAreTaken_AreAnswered()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task<StringValue> call = peer.CallAsync();
        await peer.RequestAsync();

        for (int i = 0; i < 3000; i++)
        {
            peer.Send(TestFrame.Ping());
            TestFrame answer = await peer.NextAsync(Http2FrameType.Ping);
            answer.Flags.ShouldBe((byte)1);
            answer.Payload.ShouldBe(TestFrame.Ping().Payload);
        }

        peer.Transport.Send(TestPeer.Answer(1, "hello"));
        (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("hello");
    }

    private static async Task FailsAsync(Task call)
    {
        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Protocol);
        failure.StatusCode.ShouldBe(GrpcStatusCode.Internal);
    }

    private static IEnumerable<TestFrame> Repeat(TestFrame frame, int count) => Enumerable.Repeat(frame, count);

    private static string Hex(params TestFrame[] frames) => string.Concat(frames.Select(frame => Convert.ToHexString(frame.ToBytes())));
}
