using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

public sealed class Http2FlowControlTests
{
    private static readonly GrpcMethod<StringValue, BytesValue> s_blob = new("test.Echo", "Call", BytesValue.Parser);

    // A peer that takes a few bytes at a time gets all of them, in order, and never one too many.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(100, 33)]
    [InlineData(65_535, 1)]
    public async Task Request_TinyWindows_AreKept(uint initial, uint step)
    {
        byte[] request = TestFrame.Message(new StringValue { Value = new string('x', 400) }.ToByteArray());
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings((4, initial)));
        await OpenedAsync(peer);
        Task<StringValue> call = peer.CallAsync(new string('x', 400));
        await peer.NextAsync(Http2FrameType.Headers);

        List<byte> received = [];
        long allowed = initial;
        while (received.Count < request.Length)
        {
            if (allowed == received.Count)
            {
                peer.Send(TestFrame.WindowUpdate(3, step));
                allowed += step;
            }

            TestFrame data = await peer.NextAsync(Http2FrameType.Data);
            received.AddRange(data.Payload);
            ((long)received.Count).ShouldBeLessThanOrEqualTo(allowed);
            data.EndsStream.ShouldBe(received.Count == request.Length);
        }

        received.ShouldBe(request);
        peer.Transport.Send(TestPeer.Answer(3, "x"));
        await call.WaitAsync(TestPeer.Patience);
    }

    // The setting changes the windows of open streams too, below zero where it has to.
    [Fact]
    public async Task Request_InitialWindowShrinksAndGrows_WaitsAndGoesOn()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings((4, 100)));
        await OpenedAsync(peer);
        Task<StringValue> call = peer.CallAsync(new string('x', 300));
        (await peer.NextAsync(Http2FrameType.Data)).Payload.Length.ShouldBe(100);

        // 100 are sent: the window is -90, then -40, then 1.
        peer.Send(TestFrame.Settings((4, 10)), TestFrame.WindowUpdate(3, 50), TestFrame.Ping());
        (await peer.NextAsync(Http2FrameType.Settings)).Flags.ShouldBe((byte)1);
        (await NextOfAsync(peer, Http2FrameType.Ping, Http2FrameType.Data)).Type.ShouldBe(Http2FrameType.Ping);
        peer.Send(TestFrame.Settings((4, 51)));
        (await peer.NextAsync(Http2FrameType.Data)).Payload.Length.ShouldBe(1);
        peer.Send(TestFrame.Settings((4, 65_535)));
        (await peer.NextAsync(Http2FrameType.Data)).EndsStream.ShouldBeTrue();

        peer.Transport.Send(TestPeer.Answer(3, "x"));
        await call.WaitAsync(TestPeer.Patience);
    }

    // The connection's window is shared by turns: no request waits for the whole of another.
    [Fact]
    public async Task Requests_ConnectionWindow_IsSharedAndNotExceeded()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings((4, 1 << 20)));
        await OpenedAsync(peer);
        Task first = peer.CallAsync(new string('a', 200_000));
        Task second = peer.CallAsync(new string('b', 200_000));
        long sent = 0;
        HashSet<int> ended = [];
        HashSet<int> seen = [];
        long allowed = 65_535 - 12; // the call that opened the connection took some of it
        while (ended.Count < 2)
        {
            TestFrame data = await peer.NextAsync(Http2FrameType.Data);
            sent += data.Payload.Length;
            sent.ShouldBeLessThanOrEqualTo(allowed);
            data.Payload.Length.ShouldBeLessThanOrEqualTo(16_384);
            seen.Add(data.StreamId);
            if (data.EndsStream)
            {
                seen.Count.ShouldBe(2);
                ended.Add(data.StreamId);
            }

            if (sent == allowed)
            {
                peer.Send(TestFrame.WindowUpdate(0, 20_000));
                allowed += 20_000;
            }
        }

        peer.Transport.Send(TestPeer.Answer(3, ""));
        peer.Transport.Send(TestPeer.Answer(5, ""));
        await Task.WhenAll(first, second).WaitAsync(TestPeer.Patience);
    }

    [Fact]
    public async Task Request_CancelledWhileItWaitsForTheWindow_IsResetAndTheConnectionGoesOn()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        await OpenedAsync(peer);
        using var cancel = new CancellationTokenSource();
        Task call = peer.CallAsync(new string('x', 1_000_000), cancel.Token);
        await peer.NextAsync(Http2FrameType.Data);

        await cancel.CancelAsync();

        TestFrame reset = await peer.NextAsync(Http2FrameType.RstStream);
        (reset.StreamId, reset.Number).ShouldBe((3, 8u));
        await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(TestPeer.Patience));
        peer.Send(TestFrame.WindowUpdate(0, 1_000_000), TestFrame.WindowUpdate(3, 1_000_000));
        Task<StringValue> next = peer.CallAsync("next");
        (await peer.NextAsync(Http2FrameType.Data)).StreamId.ShouldBe(5);
        peer.Transport.Send(TestPeer.Answer(5, "next"));
        (await next.WaitAsync(TestPeer.Patience)).Value.ShouldBe("next");
    }

    // An answer before the end of the request is an answer. The rest of the request is not sent.
    [Fact]
    public async Task Request_AnsweredBeforeItsEnd_IsAnsweredAndReset()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        await OpenedAsync(peer);
        Task<StringValue> call = peer.CallAsync(new string('x', 1_000_000));
        await peer.NextAsync(Http2FrameType.Data);

        peer.Transport.Send(TestPeer.Answer(3, "enough"));

        (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("enough");
        (await peer.NextAsync(Http2FrameType.RstStream)).StreamId.ShouldBe(3);
        peer.Send(TestFrame.WindowUpdate(0, 1_000_000), TestFrame.WindowUpdate(3, 1_000_000), TestFrame.Reset(3, 0), TestFrame.Ping());
        (await NextOfAsync(peer, Http2FrameType.Ping, Http2FrameType.Data)).Type.ShouldBe(Http2FrameType.Ping);
    }

    [Fact]
    public async Task Answer_Of64MiB_ComesThroughAPeerThatKeepsToTheWindows()
    {
        const int Size = 64 * 1024 * 1024;
        byte[] body = new byte[Size];
        new Random(64).NextBytes(body);
        byte[] message = TestFrame.Message(new BytesValue { Value = UnsafeByteOperations.UnsafeWrap(body) }.ToByteArray());
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task<BytesValue> call = peer.Channel.UnaryCallAsync(s_blob, new StringValue());
        long connection = 65_535, stream = 1024 * 1024;
        connection += (await peer.NextAsync(Http2FrameType.WindowUpdate)).Number;
        await peer.RequestAsync();
        peer.Send(TestFrame.Headers(1, TestFrame.HeaderBlock));
        for (int sent = 0; sent < message.Length;)
        {
            int length = (int)Math.Min(Math.Min(16_384, message.Length - sent), Math.Min(connection, stream));
            if (length == 0)
            {
                TestFrame update = await peer.NextAsync(Http2FrameType.WindowUpdate);
                connection += update.StreamId == 0 ? update.Number : 0;
                stream += update.StreamId == 1 ? update.Number : 0;
                continue;
            }

            peer.Send(TestFrame.Data(1, message[sent..(sent + length)]));
            sent += length;
            connection -= length;
            stream -= length;
        }

        peer.Send(TestFrame.Headers(1, TestFrame.TrailerBlock, end: true));
        BytesValue answer = await call.WaitAsync(TestPeer.Patience);
        answer.Value.Span.SequenceEqual(body).ShouldBeTrue();
    }

    // A stream that nobody reads gets a window full and no more; the others do not feel it.
    [Fact]
    public async Task Stream_NotRead_HoldsThePeerBackAndNoOther()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        await using IAsyncEnumerator<BytesValue> answers = peer.Channel
            .ServerStreamingCallAsync(s_blob, new StringValue()).GetAsyncEnumerator();
        ValueTask<bool> first = answers.MoveNextAsync();
        await peer.RequestAsync();
        byte[] message = TestFrame.Message(new BytesValue { Value = ByteString.CopyFrom(new byte[16_000]) }.ToByteArray());
        int count = 1024 * 1024 / message.Length;
        peer.Send(TestFrame.Headers(1, TestFrame.HeaderBlock), TestFrame.Data(1, message));
        (await first).ShouldBeTrue();

        for (int i = 1; i < count; i++)
        {
            peer.Send(TestFrame.Data(1, message));
        }

        Task<StringValue> other = peer.CallAsync("other");
        TestFrame next;
        do
        {
            next = await NextOfAsync(peer, Http2FrameType.Data, Http2FrameType.WindowUpdate);
            (next.Type == Http2FrameType.WindowUpdate && next.StreamId == 1).ShouldBeFalse();
        }
        while (!next.EndsStream || next.StreamId != 3);
        peer.Transport.Send(TestPeer.Answer(3, "other"));
        (await other.WaitAsync(TestPeer.Patience)).Value.ShouldBe("other");

        // Once it is read, the peer may go on.
        for (int i = 1; i < count; i++)
        {
            (await answers.MoveNextAsync()).ShouldBeTrue();
        }

        (await peer.NextAsync(Http2FrameType.WindowUpdate)).StreamId.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_MoreThanItsWindow_IsReset()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        await using IAsyncEnumerator<BytesValue> answers = peer.Channel
            .ServerStreamingCallAsync(s_blob, new StringValue()).GetAsyncEnumerator();
        ValueTask<bool> first = answers.MoveNextAsync();
        await peer.RequestAsync();
        peer.Send(TestFrame.Headers(1, TestFrame.HeaderBlock), TestFrame.Data(1, TestFrame.Message([])));
        (await first).ShouldBeTrue();

        for (int i = 0; i < 70; i++)
        {
            peer.Send(TestFrame.Data(1, new byte[16_000]));
        }

        TestFrame reset = await peer.NextAsync(Http2FrameType.RstStream);
        reset.Number.ShouldBe(3u);
    }

    // Padding takes of the windows as bytes do, and is given back although nobody reads it.
    [Fact]
    public async Task Answer_NothingButPadding_DoesNotUseUpTheWindow()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task<StringValue> call = peer.CallAsync();
        await peer.RequestAsync();
        peer.Send(TestFrame.Headers(1, TestFrame.HeaderBlock));
        long window = 1024 * 1024;
        for (int i = 0; i < 10_000; i++)
        {
            if (window < 256)
            {
                TestFrame update = await peer.NextAsync(Http2FrameType.WindowUpdate);
                update.StreamId.ShouldBe(1);
                window += update.Number;
            }

            peer.Send(new TestFrame(Http2FrameType.Data, 8, 1, [255, .. new byte[255]]));
            window -= 256;
        }

        peer.Transport.Send(TestPeer.Answer(1, "hello")[(TestFrame.HeaderLength + TestFrame.HeaderBlock.Length)..]);
        (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("hello");
    }

    /// <summary>Makes one call, after which the peer's settings are known.</summary>
    private static async Task OpenedAsync(TestPeer peer)
    {
        Task<StringValue> call = peer.CallAsync();
        int id = await peer.NextAsync(Http2FrameType.Headers) is { } headers ? headers.StreamId : 0;
        peer.Send(TestFrame.WindowUpdate(id, 100));
        while (!(await peer.NextAsync(Http2FrameType.Data)).EndsStream)
        {
        }

        peer.Transport.Send(TestPeer.Answer(id, "hello"));
        await call.WaitAsync(TestPeer.Patience);
    }

    private static async Task<TestFrame> NextOfAsync(TestPeer peer, Http2FrameType one, Http2FrameType other)
    {
        while (true)
        {
            TestFrame frame = (await peer.NextAsync()).ShouldNotBeNull();
            if (frame.Type == one || frame.Type == other)
            {
                return frame;
            }
        }
    }
}
