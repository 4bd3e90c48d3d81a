using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>Which requests are sent again when a stream or a connection ends, and where.</summary>
public sealed class Http2RepetitionTests
{
    private const uint NoError = 0, InternalError = 2, Refused = 7;

    // What lies above the last stream goes to another connection; the others are answered on the old one.
    [Fact]
    public async Task GoAway_StreamsAboveAndBelow_AreRepeatedAndAnswered()
    {
        var second = new MemoryTransport();
        using var peer = new TestPeer(reconnect: _ => ValueTask.FromResult<Stream>(second));
        peer.Send(TestFrame.Settings());
        Task<StringValue> below = peer.CallAsync("below");
        await peer.RequestAsync();
        Task<StringValue> above = peer.CallAsync("above");
        await peer.RequestAsync();

        peer.Send(TestFrame.GoAway(1, NoError));

        using var other = new TestPeer(peer.Channel, second);
        second.Send(TestFrame.Settings().ToBytes());
        second.Send(TestPeer.Answer(await other.RequestAsync(), "above"));
        (await above.WaitAsync(TestPeer.Patience)).Value.ShouldBe("above");
        below.IsCompleted.ShouldBeFalse();
        peer.Transport.Send(TestPeer.Answer(1, "below"));
        (await below.WaitAsync(TestPeer.Patience)).Value.ShouldBe("below");

        // The old connection has nothing left to wait for.
        while (await peer.NextAsync() is not null)
        {
        }

        Task<StringValue> next = peer.CallAsync("next");
        second.Send(TestPeer.Answer(await other.RequestAsync(), "next"));
        (await next.WaitAsync(TestPeer.Patience)).Value.ShouldBe("next");
    }

    [Theory]
    [InlineData(NoError, GrpcFailureCause.Connection, GrpcStatusCode.Unavailable)]
    [InlineData(InternalError, GrpcFailureCause.Protocol, GrpcStatusCode.Internal)]
    public async Task GoAway_ThenTheEnd_FailsTheStreamsBelow(uint code, GrpcFailureCause cause, GrpcStatusCode status)
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task call = peer.CallAsync();
        await peer.RequestAsync();

        peer.Send(TestFrame.GoAway(1, code));
        peer.Transport.Close();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(cause);
        failure.StatusCode.ShouldBe(status);
    }

    // A refused request was not looked at, so that it is sent again, but not forever.
    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Reset_Refused_IsTriedThreeTimes(int refusals, bool succeeds)
    {
        using var peer = new TestPeer();
        peer.Send(TestFrame.Settings());
        Task<StringValue> call = peer.CallAsync();
        for (int i = 0; i < refusals; i++)
        {
            peer.Send(TestFrame.Reset(await peer.RequestAsync(), Refused));
        }

        if (succeeds)
        {
            peer.Transport.Send(TestPeer.Answer(await peer.RequestAsync(), "hello"));
            (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("hello");
            return;
        }

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => call.WaitAsync(TestPeer.Patience));
        failure.StatusCode.ShouldBe(GrpcStatusCode.Unavailable);
        failure.Cause.ShouldBe(GrpcFailureCause.Protocol);
    }

    [Fact]
    public async Task Call_AfterTheConnectionsEnd_OpensAnother()
    {
        var second = new MemoryTransport();
        using var peer = new TestPeer(reconnect: _ => ValueTask.FromResult<Stream>(second));
        Task lost = peer.CallAsync();
        await peer.RequestAsync();
        peer.Transport.Close();
        await Should.ThrowAsync<GrpcException>(() => lost.WaitAsync(TestPeer.Patience));

        Task<StringValue> call = peer.CallAsync("again");

        using var other = new TestPeer(peer.Channel, second);
        second.Send(TestFrame.Settings().ToBytes());
        second.Send(TestPeer.Answer(await other.RequestAsync(), "again"));
        (await call.WaitAsync(TestPeer.Patience)).Value.ShouldBe("again");
    }

    public static TheoryData<string> Ends => ["end", "error", "violation"];

    // It was never sent, so that it is no matter how the connection ended.
    [Theory]
    [MemberData(nameof(Ends))]
    public async Task ConnectionEnds_CallWaitsForItsTurn_IsSentOnAnother(string end)
    {
        var second = new MemoryTransport();
        using var peer = new TestPeer(reconnect: _ => ValueTask.FromResult<Stream>(second));
        Task<StringValue> open = await OccupyAsync(peer);
        Task<StringValue> waiting = peer.CallAsync("waiting");

        End(peer, end);

        await Should.ThrowAsync<GrpcException>(() => open.WaitAsync(TestPeer.Patience));
        using var other = new TestPeer(peer.Channel, second);
        second.Send(TestFrame.Settings().ToBytes());
        second.Send(TestPeer.Answer(await other.RequestAsync(), "waiting"));
        (await waiting.WaitAsync(TestPeer.Patience)).Value.ShouldBe("waiting");
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task ConnectionEnds_CallWaitsAndThereIsNoOther_FailsTyped(string end)
    {
        using var peer = new TestPeer();
        Task<StringValue> open = await OccupyAsync(peer);
        Task<StringValue> waiting = peer.CallAsync("waiting");

        End(peer, end);

        await Should.ThrowAsync<GrpcException>(() => open.WaitAsync(TestPeer.Patience));
        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => waiting.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Connection);
        failure.StatusCode.ShouldBe(GrpcStatusCode.Unavailable);
    }

    // The wait for a connection that ended counts as one of the three.
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task ConnectionEnds_CallWaitsAndIsThenRefused_IsTriedThreeTimes(int refusals, bool succeeds)
    {
        var second = new MemoryTransport();
        using var peer = new TestPeer(reconnect: _ => ValueTask.FromResult<Stream>(second));
        await OccupyAsync(peer);
        Task<StringValue> waiting = peer.CallAsync("waiting");

        peer.Transport.Close();

        using var other = new TestPeer(peer.Channel, second);
        other.Send(TestFrame.Settings());
        for (int i = 0; i < refusals; i++)
        {
            other.Send(TestFrame.Reset(await other.RequestAsync(), Refused));
        }

        if (succeeds)
        {
            second.Send(TestPeer.Answer(await other.RequestAsync(), "waiting"));
            (await waiting.WaitAsync(TestPeer.Patience)).Value.ShouldBe("waiting");
            return;
        }

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => waiting.WaitAsync(TestPeer.Patience));
        failure.StatusCode.ShouldBe(GrpcStatusCode.Unavailable);
        failure.Cause.ShouldBe(GrpcFailureCause.Protocol);
    }

    [Fact]
    public async Task Channel_DisposedWhileACallWaits_FailsItWithoutAnotherConnection()
    {
        int connections = 0;
        var peer = new TestPeer(reconnect: _ =>
        {
            connections++;
            throw new IOException("there is no other connection");
        });
        await OccupyAsync(peer);
        Task<StringValue> waiting = peer.CallAsync("waiting");

        peer.Dispose();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(() => waiting.WaitAsync(TestPeer.Patience));
        failure.Cause.ShouldBe(GrpcFailureCause.Connection);
        connections.ShouldBe(0);
    }

    // More calls than the plugin takes at once: those that wait know no less of its end than the others.
    [Fact]
    public async Task PluginIsKilled_CallsWaitForTheirTurn_AllAreCrashes()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("slow");
        Task[] calls =
        [
            .. Enumerable.Range(0, 150).Select(
                _ => client.CallAsync(FaultyPlugin.Echo, new StringValue { Value = "wait" })),
        ];
        await plugin.OutputAsync(output => output.Text.StartsWith("waiting", StringComparison.Ordinal));

        using (var process = Process.GetProcessById(client.ProcessId))
        {
            process.Kill();
        }

        foreach (Task call in calls)
        {
            await Should.ThrowAsync<PluginCrashedException>(() => call.WaitAsync(FaultyPlugin.Patience));
        }
    }

    /// <summary>A call that is under way with a peer that takes no second one meanwhile.</summary>
    private static async Task<Task<StringValue>> OccupyAsync(TestPeer peer)
    {
        peer.Send(TestFrame.Settings((3, 1)));
        Task<StringValue> call = peer.CallAsync("open");
        await peer.RequestAsync();
        peer.Send(TestFrame.Ping());
        await peer.NextAsync(Http2FrameType.Ping); // the settings came before it
        return call;
    }

    private static void End(TestPeer peer, string how)
    {
        if (how == "violation")
        {
            peer.Send(TestFrame.WindowUpdate(0, 0));
        }
        else
        {
            peer.Transport.Close(how == "error" ? new IOException("reset by peer") : null);
        }
    }
}
