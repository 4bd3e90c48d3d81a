using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace P5.GoPlugin.Tests;

public sealed class CallTests
{
    private static readonly StringValue s_hello = new() { Value = "hello" };

    [Theory]
    // The plugin's own status: with a body, without one, and with an unknown number.
    [InlineData("error-status", StatusCode.FailedPrecondition, "log in – first", true)]
    [InlineData("trailers-only", StatusCode.PermissionDenied, "100% forbidden", true)]
    [InlineData("unknown-status", StatusCode.Unknown, "status '99': odd", true)]
    // Answers that are not proper gRPC.
    [InlineData("missing-trailers", StatusCode.Unknown, "ended without a gRPC status", false)]
    [InlineData("no-message", StatusCode.Internal, "success but sent no answer", false)]
    [InlineData("two-messages", StatusCode.Internal, "Unexpected data after finished reading message", false)]
    [InlineData("wrong-message", StatusCode.Internal, "is not a StringValue", false)]
    [InlineData("compressed", StatusCode.Internal, "with compressed message", false)]
    [InlineData("truncated", StatusCode.ResourceExhausted, "exceeds the maximum configured message size", false)]
    [InlineData("http-503", StatusCode.Unavailable, "HTTP status 503", false)]
    [InlineData("html", StatusCode.Unknown, "content type 'text/html'", false)]
    [InlineData("reset", StatusCode.ResourceExhausted, "HTTP/2 error 11", false)]
    public async Task CallAsync_ErrorOrWrongAnswer_IsRpcFailureAndThePluginGoesOn(
        string mode, StatusCode status, string detail, bool isPluginsOwn)
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync(mode);

        var failure = await Should.ThrowAsync<PluginRpcException>(() => client.EchoAsync("hello"));

        failure.StatusCode.ShouldBe(status);
        failure.Detail.ShouldContain(detail);
        failure.Message.ShouldContain(detail);
        failure.Message.ShouldContain("/test.Echo/Call");
        failure.RecommendedAction.Contains("the plugin's own", StringComparison.Ordinal).ShouldBe(isPluginsOwn);
        await client.PingAsync();
    }

    [Fact]
    public async Task CallAsync_UnknownMethod_IsUnimplemented()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");
        using AsyncServerStreamingCall<StringValue> call = client.Echo().Repeat(s_hello);

        var failure = await Should.ThrowAsync<PluginRpcException>(() => call.ResponseStream.MoveNext());

        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task CallAsync_PluginPanics_ReportsExitCodeAndPanic()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("crash-in-call");

        var failure = await Should.ThrowAsync<PluginCrashedException>(() => client.EchoAsync("hello"));

        failure.ExitCode.ShouldBe(2);
        failure.RecentErrorOutput.ShouldBe(["panic: boom", "goroutine 1 [running]:"]);
        failure.Message.ShouldContain(
            "ended with the exit code 2 during the call /test.Echo/Call. It wrote: panic: boom");
        client.IsRunning.ShouldBeFalse();
        await client.Exited.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task CallAsync_PluginExitsAsIfAllWereWell_IsACrash()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("exit-in-call");

        var failure = await Should.ThrowAsync<PluginCrashedException>(() => client.EchoAsync("hello"));

        failure.ExitCode.ShouldBe(0);
        failure.Message.ShouldContain("ended with the exit code 0 during the call /test.Echo/Call.");
    }

    [Fact]
    public async Task CallAsync_PluginIsKilled_IsACrash()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("slow");
        var call = client.EchoAsync("wait");
        await plugin.OutputAsync(output => output.Text.StartsWith("waiting", StringComparison.Ordinal));

        using (var process = Process.GetProcessById(client.ProcessId))
        {
            process.Kill();
        }

        var failure = await Should.ThrowAsync<PluginCrashedException>(() => call.WaitAsync(TestTimeout.Default));
        failure.Message.ShouldContain("during the call /test.Echo/Call");
        if (!OperatingSystem.IsWindows())
        {
            failure.ExitCode.ShouldBe(128 + 9);
        }
    }

    [Fact]
    public async Task CallAsync_ConnectionCut_IsACrashAndThePluginIsGone()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("cut-connection");

        var failure = await Should.ThrowAsync<PluginCrashedException>(() => client.EchoAsync("hello"));

        failure.Message.ShouldContain("closed its connection during the call");
        failure.ExitCode.ShouldBeNull();
        client.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task CallAsync_AfterThePluginsEnd_IsACrash()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");
        using (var process = Process.GetProcessById(client.ProcessId))
        {
            process.Kill();
        }

        await client.Exited.WaitAsync(TestTimeout.Default);

        await Should.ThrowAsync<PluginCrashedException>(() => client.EchoAsync("hello"));
    }

    [Fact]
    public async Task CallAsync_NoAnswerInTime_LeavesAPluginThatAnswersTheNextCall()
    {
        await using var plugin = new FaultyPlugin();
        var time = new ObservedTime();
        PluginClient client = await plugin.StartAsync("slow", options => options with { TimeProvider = time });
        var timeout = TimeSpan.FromSeconds(90.5);

        var call = client.EchoAsync("wait", time.GetUtcNow().UtcDateTime + timeout);
        await plugin.OutputAsync(output => output.Text == "waiting, grpc-timeout=90500m");
        time.Advance(timeout);

        var failure = await Should.ThrowAsync<PluginTimeoutException>(() => call.WaitAsync(TestTimeout.Default));
        failure.Timeout.ShouldBe(timeout);
        failure.Message.ShouldEndWith("did not answer /test.Echo/Call within 90.5 s.");
        (await client.EchoAsync("hello")).ShouldBe(s_hello);
    }

    [Fact]
    public async Task CallAsync_AnswerAfterTheDeadline_IsNotTheNextCallsAnswer()
    {
        await using var plugin = new FaultyPlugin();
        var time = new ObservedTime();
        PluginClient client = await plugin.StartAsync("late", options => options with { TimeProvider = time });
        var timeout = TimeSpan.FromSeconds(9);
        var call = client.EchoAsync("wait", time.GetUtcNow().UtcDateTime + timeout);
        await plugin.OutputAsync(output => output.Text == "waiting");

        time.Advance(timeout);

        await Should.ThrowAsync<PluginTimeoutException>(() => call.WaitAsync(TestTimeout.Default));
        await plugin.OutputAsync(output => output.Text == "answering");
        (await client.EchoAsync("hello")).ShouldBe(s_hello);
    }

    [Fact]
    public async Task CallAsync_AnswerOfAnotherMethod_IsAnAnswerWithoutItsFields()
    {
        // Protobuf's messages do not say what they are: only one whose bytes fit no field at all can be refused.
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("other-message");

        StringValue answer = await client.EchoAsync("hello");

        answer.Value.ShouldBeEmpty();
        await client.PingAsync();
    }

    [Fact]
    public async Task CallAsync_Cancelled_LeavesAPluginThatAnswersTheNextCall()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("slow");
        using var cancel = new CancellationTokenSource();
        var call = client.EchoAsync("wait", cancellationToken: cancel.Token);
        await plugin.OutputAsync(output => output.Text == "waiting, grpc-timeout=");

        await cancel.CancelAsync();

        OperationCanceledException failure =
            await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(TestTimeout.Default));
        failure.CancellationToken.ShouldBe(cancel.Token);
        (await client.EchoAsync("hello")).ShouldBe(s_hello);
    }

    [Fact]
    public async Task CallAsync_DeadlineInThePast_IsTimeoutWithoutARequest()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("crash-in-call");

        var failure = await Should.ThrowAsync<PluginTimeoutException>(
            () => client.EchoAsync("hello", DateTime.UtcNow.AddSeconds(-1)));

        failure.Timeout.ShouldBe(TimeSpan.Zero);
        await client.PingAsync();
    }

    [Fact]
    public async Task CallAsync_DeadlineInLocalTime_IsAnArgumentError()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        await Should.ThrowAsync<ArgumentException>(() => client.EchoAsync("hello", DateTime.Now.AddSeconds(1)));
    }

    public static TheoryData<string, string, string> HeadersThatCannotBeSent => new()
    {
        { "x-name", "Zürich", "The value of the header 'x-name' has a character that is not printable ASCII." },
        { "x-name", "a\r\nx-other: b", "The value of the header 'x-name' has a character" },
        { "grpc-internal-encoding-request", "gzip", "is reserved for HTTP or gRPC and would not be sent." },
        { "grpc-timeout", "1S", "is reserved for HTTP or gRPC and would not be sent." },
        { "expires", "x", "The header 'expires' is reserved" },
    };

    [Theory]
    [MemberData(nameof(HeadersThatCannotBeSent))]
    public async Task CallAsync_HeaderThatCannotBeSent_IsAnArgumentErrorAndThePluginGoesOn(
        string name, string value, string problem)
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        Should.Throw<ArgumentException>(() => client.Echo().CallAsync(s_hello, new Metadata { { name, value } }))
            .Message.ShouldContain(problem);

        await client.PingAsync();
    }

    public static TheoryData<Exception> SerializerFailures =>
    [
        new InvalidOperationException("boom"), new IOException("boom"), new OperationCanceledException("boom"),
        new ObjectDisposedException("boom"), new HttpRequestException("boom"),
        new RpcException(new Status(StatusCode.Unavailable, "boom")),
    ];

    [Theory]
    [MemberData(nameof(SerializerFailures), DisableDiscoveryEnumeration = true)]
    public async Task CallAsync_SerializerFails_SaysSoAndThePluginGoesOn(Exception failure)
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");
        Marshaller<StringValue> marshaller = Marshallers.Create<StringValue>(
            (_, _) => throw failure, _ => new StringValue());
        var method = new Method<StringValue, StringValue>(
            MethodType.Unary, "test.Echo", "Call", marshaller, marshaller);

        PluginRpcException thrown = await Should.ThrowAsync<PluginRpcException>(
            () => client.CallInvoker.AsyncUnaryCall(method, host: null, default, s_hello).ResponseAsync);

        thrown.Message.ShouldContain("was not sent");
        thrown.Message.ShouldContain("boom");
        (await client.EchoAsync("hello")).ShouldBe(s_hello);
    }

    [Fact]
    public async Task CallAsync_HeaderTooLargeForThePlugin_SaysSoAndThePluginGoesOn()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");
        await client.PingAsync(); // the plugin's limit is known from its settings

        PluginRpcException failure = await Should.ThrowAsync<PluginRpcException>(
            () => client.Echo().CallAsync(s_hello, new Metadata { { "x", new string('x', 40_000) } }).ResponseAsync);

        failure.Message.ShouldContain("was not sent");
        failure.Message.ShouldContain("32768");
        (await client.EchoAsync("hello")).ShouldBe(s_hello);
    }

    [Fact]
    public async Task CallAsync_WithCredentials_IsAnArgumentError()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");
        var options = new CallOptions(credentials: CallCredentials.FromInterceptor((_, _) => Task.CompletedTask));

        Should.Throw<ArgumentException>(() => client.Echo().CallAsync(s_hello, options))
            .Message.ShouldContain("AutoMTLS protects it");
    }

    [Fact]
    public async Task CallAsync_NoRequest_IsAnArgumentErrorAndThePluginGoesOn()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        Should.Throw<ArgumentNullException>(() => client.Echo().CallAsync(null));
        Should.Throw<ArgumentNullException>(() => client.Echo().Repeat(null));

        await client.PingAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32 * 1024 * 1024)]
    public async Task CallAsync_MessagesOfAnySize_GoBothWays(int size)
    {
        Assert.SkipWhen(Wine.IsRunning && size > 0, "In Wine, a message of this size takes longer than tests wait.");
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("blob");
        // The request is as large as the answer that it asks for.
        StringValue answer = await client.EchoAsync($"{size:D10}".PadRight(size)).WaitAsync(TestTimeout.Default);

        answer.Value.Length.ShouldBe(size);
    }

    [Fact]
    public async Task CallAsync_ManyAtOnce_AllAnswered()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        StringValue[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(
            i => client.EchoAsync($"{i}")));

        answers.Select(answer => answer.Value).ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}"));
    }

    [Fact]
    public async Task PingAsync_NotServing_IsRpcFailure()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("not-serving");

        var failure = await Should.ThrowAsync<PluginRpcException>(() => client.PingAsync());

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Message.ShouldContain("NotServing");
    }

    [Fact]
    public async Task StartAsync_Environment_ReachesThePlugin()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("environment", options => options with
        {
            Environment = new Dictionary<string, string?>(options.Environment) { ["EMPTY"] = "", ["PATH"] = null },
        });

        (await Value("PLUGIN_PROTOCOL_VERSIONS")).ShouldBe("1");
        (await Value("PLUGIN_UNIX_SOCKET_DIR")).ShouldStartWith(plugin.SocketRoot);
        (await Value("EMPTY")).ShouldBe("");
        (await Value("PATH")).ShouldBe("(none)");

        async Task<string> Value(string name) =>
            (await client.EchoAsync(name)).Value;
    }
}
