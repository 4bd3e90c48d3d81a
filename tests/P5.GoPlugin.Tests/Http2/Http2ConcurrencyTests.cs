using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

public sealed class Http2ConcurrencyTests
{
    [Fact]
    public async Task Calls_Interleaved_GetTheirOwnAnswers()
    {
        const int Count = 100;
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task<StringValue>[] calls = [.. Enumerable.Range(0, Count).Select(i => peer.CallAsync($"{i}"))];
        Dictionary<int, string> texts = [];
        while (texts.Count < Count)
        {
            TestFrame data = await peer.NextAsync(Http2FrameType.Data);
            texts.Add(data.StreamId, StringValue.Parser.ParseFrom(data.Payload.AsSpan(5)).Value);
        }

        // A frame of each by turns, the last one first.
        int[] ids = [.. texts.Keys.OrderDescending()];
        foreach (int id in ids)
        {
            peer.Send(TestFrame.Headers(id, TestFrame.HeaderBlock));
        }

        foreach (int id in ids)
        {
            byte[] answer = TestPeer.Answer(id, texts[id]);
            peer.Transport.Send(answer[(TestFrame.HeaderLength + TestFrame.HeaderBlock.Length)..]);
        }

        StringValue[] answers = await Task.WhenAll(calls).WaitAsync(TestPeer.Patience);
        answers.Select(answer => answer.Value).ShouldBe(Enumerable.Range(0, Count).Select(i => $"{i}"));
    }

    // Calls from many threads, given up at any moment, with a peer that answers in any order.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Calls_CancelledAtRandom_LeaveAConnectionThatAnswers(int seed)
    {
        using var peer = new TestPeer(pieceSize: 97);
        peer.Send(TestFrame.Settings((3, 20)));
        Task serving = ServeAsync(peer, new Random(seed));
        var random = new Random(seed * 100);
        ConcurrentDictionary<string, int> ends = new();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
        {
            int moment;
            lock (random)
            {
                moment = random.Next(0, 8);
            }

            using var cancel = new CancellationTokenSource();
            Task<StringValue> call = peer.CallAsync($"{i}", cancel.Token);
            for (int turn = 0; turn < moment; turn++)
            {
                await Task.Yield();
            }

            if (moment < 6)
            {
                await cancel.CancelAsync();
            }

            try
            {
                (await call).Value.ShouldBe($"{i}");
                ends.AddOrUpdate("answered", 1, (_, count) => count + 1);
            }
            catch (OperationCanceledException)
            {
                moment.ShouldBeLessThan(6);
                ends.AddOrUpdate("cancelled", 1, (_, count) => count + 1);
            }
        }))).WaitAsync(TestPeer.Patience);

        ends["answered"].ShouldBeGreaterThan(0);
        ends["cancelled"].ShouldBeGreaterThan(0);
        (await peer.CallAsync("last").WaitAsync(TestPeer.Patience)).Value.ShouldBe("last");
        peer.Dispose();
        await serving.WaitAsync(TestPeer.Patience);
    }

    [Fact]
    public async Task Calls_BeyondThePeersLimit_WaitTheirTurn()
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings((3, 1)));
        Task<StringValue> opening = peer.CallAsync("0");
        await peer.RequestAsync();
        peer.Send(TestFrame.Ping());
        await peer.NextAsync(Http2FrameType.Ping); // the settings came before it
        using var cancel = new CancellationTokenSource();
        Task<StringValue> first = peer.CallAsync("1");
        Task<StringValue> second = peer.CallAsync("2", cancel.Token);
        Task<StringValue> third = peer.CallAsync("3");
        peer.Send(TestFrame.Ping());
        (await peer.NextAsync())!.Type.ShouldBe(Http2FrameType.Ping);

        // One that is given up before its turn was never there.
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second.WaitAsync(TestPeer.Patience));
        peer.Transport.Send(TestPeer.Answer(1, "0"));
        (await peer.RequestAsync()).ShouldBe(3);
        peer.Transport.Send(TestPeer.Answer(3, "1"));
        (await peer.RequestAsync()).ShouldBe(5);
        peer.Transport.Send(TestPeer.Answer(5, "3"));

        (await opening.WaitAsync(TestPeer.Patience)).Value.ShouldBe("0");
        (await first.WaitAsync(TestPeer.Patience)).Value.ShouldBe("1");
        (await third.WaitAsync(TestPeer.Patience)).Value.ShouldBe("3");
    }

    [Theory]
    [InlineData(0u, GrpcStatusCode.Internal)]
    [InlineData(1u, GrpcStatusCode.Internal)]
    [InlineData(8u, GrpcStatusCode.Cancelled)]
    [InlineData(11u, GrpcStatusCode.ResourceExhausted)]
    [InlineData(12u, GrpcStatusCode.PermissionDenied)]
    [InlineData(0xffff_ffffu, GrpcStatusCode.Internal)]
    public async Task Reset_AnyCode_FailsTheCallAlone(uint code, GrpcStatusCode status)
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task<StringValue> one = peer.CallAsync("one");
        await peer.RequestAsync();
        Task<StringValue> two = peer.CallAsync("two");
        await peer.RequestAsync();

        peer.Send(TestFrame.Headers(1, TestFrame.HeaderBlock), TestFrame.Reset(1, code));
        peer.Transport.Send(TestPeer.Answer(3, "two"));

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => one.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Protocol);
        failure.StatusCode.ShouldBe(status);
        failure.Detail.ShouldContain($"HTTP/2 error {code}");
        (await two.WaitAsync(TestPeer.Patience)).Value.ShouldBe("two");
    }

    // One caller that gives up does not take the connection from the others that wait for it.
    [Fact]
    public async Task Connect_OneCallerGivesUp_OthersGetTheConnection()
    {
        var transport = new MemoryTransport();
        var opened = new TaskCompletionSource<Stream>();
        using var channel = new GrpcChannel(
            cancellationToken => new ValueTask<Stream>(opened.Task.WaitAsync(cancellationToken)), secure: false, TimeProvider.System);
        using var peer = new TestPeer(channel, transport);
        using var cancel = new CancellationTokenSource();
        Task<StringValue> first = peer.CallAsync("first", cancel.Token);
        Task<StringValue> second = peer.CallAsync("second");

        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.WaitAsync(TestPeer.Patience));
        opened.SetResult(transport);

        peer.Send(TestFrame.Settings());
        transport.Send(TestPeer.Answer(await peer.RequestAsync(), "second"));
        (await second.WaitAsync(TestPeer.Patience)).Value.ShouldBe("second");
    }

    [Fact]
    public async Task Connect_ChannelIsDisposed_FailsTyped()
    {
        var opened = new TaskCompletionSource<Stream>();
        var channel = new GrpcChannel(
            cancellationToken => new ValueTask<Stream>(opened.Task.WaitAsync(cancellationToken)), secure: false, TimeProvider.System);
        Task call = channel.UnaryCallAsync(FaultyPlugin.Echo, new StringValue());

        channel.Dispose();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Connection);
    }

    /// <summary>Answers all requests, each after a while of its own, until the client's end.</summary>
    private static async Task ServeAsync(TestPeer peer, Random random)
    {
        List<Task> answers = [];
        while (await peer.NextAsync() is { } frame)
        {
            if (frame is { Type: Http2FrameType.Data, EndsStream: true })
            {
                string text = StringValue.Parser.ParseFrom(frame.Payload.AsSpan(5)).Value;
                answers.Add(AnswerAsync(peer, TestPeer.Answer(frame.StreamId, text), random.Next(0, 10)));
            }
        }

        await Task.WhenAll(answers);
    }

    private static async Task AnswerAsync(TestPeer peer, byte[] answer, int turns)
    {
        for (int turn = 0; turn < turns; turn++)
        {
            await Task.Yield();
        }

        peer.Transport.Send(answer);
    }
}
