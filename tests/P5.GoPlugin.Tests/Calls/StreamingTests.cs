using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace P5.GoPlugin.Tests;

/// <summary>Every kind of call works through a generated client, and fails as all others do.</summary>
public sealed class StreamingTests
{
    [Fact]
    public async Task Call_Blocking_Answers()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;

        client.Echo().Call(Text("hello")).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task ClientStreaming_AllWritten_AnswersOnce()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncClientStreamingCall<StringValue, StringValue> call = client.Echo().Collect();

        await call.RequestStream.WriteAsync(Text("a"));
        await call.RequestStream.WriteAsync(Text("b"), CancellationToken.None);
        await call.RequestStream.CompleteAsync();

        (await call.ResponseAsync.WaitAsync(TestTimeout.Default)).Value.ShouldBe("ab");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task ServerStreaming_ReadToItsEnd_GivesAll()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncServerStreamingCall<StringValue> call = client.Echo().Repeat(Text("a b c"));

        List<StringValue> answers = await call.ResponseStream.ReadAllAsync().ToListAsync();

        answers.Select(answer => answer.Value).ShouldBe(["a", "b", "c"]);
        (await call.ResponseHeadersAsync).ShouldNotBeNull();
        call.GetTrailers().ShouldBeEmpty();
    }

    [Fact]
    public async Task Duplex_AnswerForEachRequest_TakesTurns()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncDuplexStreamingCall<StringValue, StringValue> call = client.Echo().Chat();

        foreach (string word in (string[])["a", "b", "c"])
        {
            await call.RequestStream.WriteAsync(Text(word));
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();
            call.ResponseStream.Current.Value.ShouldBe(word);
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();
    }

    [Fact]
    public async Task Duplex_PluginFails_ReaderAndWriterSayHow()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncDuplexStreamingCall<StringValue, StringValue> call = client.Echo().Chat();
        await call.RequestStream.WriteAsync(Text("fail"));

        var reading = await Should.ThrowAsync<PluginRpcException>(() => call.ResponseStream.MoveNext());
        var writing = await Should.ThrowAsync<PluginRpcException>(() => call.RequestStream.WriteAsync(Text("more")));

        reading.StatusCode.ShouldBe(StatusCode.DataLoss);
        reading.Message.ShouldEndWith("answered /test.Echo/Chat with the error DataLoss: as it was asked to");
        writing.StatusCode.ShouldBe(StatusCode.DataLoss);
        reading.InnerException.ShouldBeOfType<RpcException>();
    }

    [Fact]
    public async Task Duplex_WrittenAfterThePluginCompletedIt_IsTheCallersMistake()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncDuplexStreamingCall<StringValue, StringValue> call = client.Echo().Chat();
        await call.RequestStream.WriteAsync(Text("end"));
        (await call.ResponseStream.MoveNext()).ShouldBeFalse();

        InvalidOperationException failure =
            await Should.ThrowAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(Text("more")));

        failure.Message.ShouldBe("The request was not sent: the plugin has completed the call /test.Echo/Chat.");
        (await client.EchoAsync("hello")).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task ClientStreaming_PluginFails_IsRpcFailure()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncClientStreamingCall<StringValue, StringValue> call = client.Echo().Collect();
        await call.RequestStream.WriteAsync(Text("fail"));

        (await Should.ThrowAsync<PluginRpcException>(() => call.ResponseAsync.WaitAsync(TestTimeout.Default)))
            .StatusCode.ShouldBe(StatusCode.DataLoss);
    }

    [Fact]
    public async Task ServerStreaming_DeadlinePasses_IsATimeout()
    {
        var time = new ObservedTime();
        await using EchoServer server = await EchoServer.StartAsync(options => options with { TimeProvider = time });
        PluginClient client = server.Client;
        var timeout = TimeSpan.FromMinutes(1);
        using AsyncServerStreamingCall<StringValue> call =
            client.Echo().Repeat(Text("a wait"), deadline: time.GetUtcNow().UtcDateTime + timeout);
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        Task<bool> next = call.ResponseStream.MoveNext();

        time.Advance(timeout);

        (await Should.ThrowAsync<PluginTimeoutException>(() => next.WaitAsync(TestTimeout.Default)))
            .Timeout.ShouldBe(timeout);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ServerStreaming_CancelledByItsCaller_IsCancelledAndThePluginGoesOn(bool byTheCallsOwnToken)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using var cancel = new CancellationTokenSource();
        using AsyncServerStreamingCall<StringValue> call = client.Echo().Repeat(
            Text("a wait"), cancellationToken: byTheCallsOwnToken ? cancel.Token : CancellationToken.None);
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        Task<bool> next = call.ResponseStream.MoveNext(byTheCallsOwnToken ? CancellationToken.None : cancel.Token);

        await cancel.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => next.WaitAsync(TestTimeout.Default)))
            .CancellationToken.ShouldBe(cancel.Token);
        await Should.ThrowAsync<OperationCanceledException>(
            () => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TestTimeout.Default));
        (await client.EchoAsync("hello")).Value.ShouldBe("hello");
        client.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task ClientStreaming_WriteIsCancelled_SoIsTheCallAndThePluginGoesOn()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncClientStreamingCall<StringValue, StringValue> call = client.Echo().Collect();
        await call.RequestStream.WriteAsync(Text("a"));

        await Should.ThrowAsync<OperationCanceledException>(
            () => call.RequestStream.WriteAsync(Text("b"), new CancellationToken(canceled: true)));
        await Should.ThrowAsync<OperationCanceledException>(() => call.ResponseAsync.WaitAsync(TestTimeout.Default));

        (await client.EchoAsync("hello")).Value.ShouldBe("hello");
        client.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task ClientStreaming_PluginIsStopped_WriterSaysSo()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncClientStreamingCall<StringValue, StringValue> call = client.Echo().Collect();
        await call.RequestStream.WriteAsync(Text("a"));

        await client.StopAsync().WaitAsync(TestTimeout.Default);

        await Should.ThrowAsync<ObjectDisposedException>(() => call.RequestStream.WriteAsync(Text("b")));
    }

    [Fact]
    public async Task ServerStreaming_CallIsDisposed_IsCancelledAndThePluginGoesOn()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        AsyncServerStreamingCall<StringValue> call = client.Echo().Repeat(Text("a wait"));
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        Task<bool> next = call.ResponseStream.MoveNext();

        call.Dispose();

        await Should.ThrowAsync<OperationCanceledException>(() => next.WaitAsync(TestTimeout.Default));
        (await client.EchoAsync("hello")).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task ServerStreaming_ConnectionIsCut_IsACrash()
    {
        byte[] message = Frame.Message(Text("hello"));
        await using var plugin = new ScriptedPlugin(
            s => s.CutAfterAsync(Frame.Headers(s.Id, ScriptedStream.GoodHeaders), Frame.Data(s.Id, message)));
        PluginClient client = await plugin.AttachAsync();
        using AsyncServerStreamingCall<StringValue> call = client.Echo().Repeat(Text("hello"));

        async Task ReadAsync()
        {
            while (await call.ResponseStream.MoveNext())
            {
            }
        }

        (await Should.ThrowAsync<PluginCrashedException>(() => ReadAsync().WaitAsync(TestTimeout.Default)))
            .Message.ShouldContain("closed its connection during the call /test.Echo/Repeat.");
    }

    [Fact]
    public async Task AnyCall_PluginIsStopped_IsDisposed()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        PluginClient client = server.Client;
        using AsyncServerStreamingCall<StringValue> open = client.Echo().Repeat(Text("a wait"));
        (await open.ResponseStream.MoveNext()).ShouldBeTrue();
        Task<bool> next = open.ResponseStream.MoveNext();

        await client.StopAsync().WaitAsync(TestTimeout.Default);

        await Should.ThrowAsync<ObjectDisposedException>(() => next.WaitAsync(TestTimeout.Default));
        Should.Throw<ObjectDisposedException>(() => client.Echo().CallAsync(Text("a")));
        Should.Throw<ObjectDisposedException>(() => client.Echo().Collect());
        Should.Throw<ObjectDisposedException>(() => client.Echo().Repeat(Text("a")));
        Should.Throw<ObjectDisposedException>(() => client.Echo().Chat());
    }

    private static StringValue Text(string value) => new() { Value = value };
}
