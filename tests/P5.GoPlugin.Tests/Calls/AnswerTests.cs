using System.Net;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace P5.GoPlugin.Tests;

/// <summary>What becomes of a call, whatever bytes the plugin answers with.</summary>
public sealed class AnswerTests
{
    private static readonly byte[] s_message = Frame.Message(new StringValue { Value = "hello" });
    private static readonly (string, string) s_ok = ("grpc-status", "0");

    /// <summary>Answers by the name of their case.</summary>
    private static readonly Dictionary<string, Func<ScriptedStream, Task>> s_answers = new()
    {
        // The plugin's own status: in the headers, behind a message, and such as gRPC does not know.
        ["status in headers"] = s => s.RefuseAsync(("grpc-status", "7"), ("grpc-message", "100%25 forbidden")),
        ["status in trailers"] = s => s.AnswerAsync(
            s_message, ("grpc-status", "9"), ("grpc-message", "log in %E2%80%93 first")),
        ["status without words"] = s => s.RefuseAsync(("grpc-status", "7")),
        ["status 99"] = s => s.RefuseAsync(("grpc-status", "99"), ("grpc-message", "odd")),
        ["status -1"] = s => s.RefuseAsync(("grpc-status", "-1")),
        ["status abc"] = s => s.RefuseAsync(("grpc-status", "abc")),
        ["deadline of its own"] = s => s.RefuseAsync(("grpc-status", "4"), ("grpc-message", "upstream")),
        ["cancelled by itself"] = s => s.RefuseAsync(("grpc-status", "1"), ("grpc-message", "gave up")),
        ["broken escapes"] = s => s.RefuseAsync(("grpc-status", "7"), ("grpc-message", "50% of %zz")),
        ["reset behind the status"] = s => s.SendAsync(
            Frame.Headers(s.Id, [.. ScriptedStream.GoodHeaders, .. Frame.Block(("grpc-status", "7"))], end: true),
            Frame.Reset(s.Id, 0)),

        // Not gRPC.
        ["no status"] = s => s.AnswerAsync(s_message, ("x", "y")),
        ["no trailers"] = s => s.SendAsync(
            Frame.Headers(s.Id, ScriptedStream.GoodHeaders), Frame.Data(s.Id, s_message, end: true)),
        ["headers alone"] = s => s.RefuseAsync(),
        ["text/html"] = s => s.SendAsync(
            Frame.Headers(s.Id, Frame.Block((":status", "200"), ("content-type", "text/html"))),
            Frame.Data(s.Id, "<p>hello</p>"u8.ToArray(), end: true)),
        ["text/html with a status"] = s => s.SendAsync(Frame.Headers(
            s.Id, Frame.Block((":status", "200"), ("content-type", "text/html"), ("grpc-status", "7")), end: true)),
        ["grpc-web"] = s => s.SendAsync(Frame.Headers(
            s.Id, Frame.Block((":status", "200"), ("content-type", "application/grpc-web")), end: true)),
        ["no content type"] = s => s.SendAsync(Frame.Headers(s.Id, Frame.Block((":status", "200")), end: true)),

        // gRPC, but not the answer to this call.
        ["compressed"] = s => s.AnswerAsync(Frame.Message(new StringValue { Value = "x" }, flag: 1), s_ok),
        ["gzip"] = s => s.SendAsync(
            Frame.Headers(s.Id, [.. ScriptedStream.GoodHeaders, .. Frame.Block(("grpc-encoding", "gzip"))]),
            Frame.Data(s.Id, Frame.Message(new StringValue { Value = "x" }, flag: 1)),
            Frame.Headers(s.Id, ScriptedStream.GoodTrailers, end: true)),
        ["flag 7"] = s => s.AnswerAsync(Frame.Message(new StringValue { Value = "x" }, flag: 7), s_ok),
        ["no message"] = s => s.AnswerAsync([], s_ok),
        ["no message, headers alone"] = s => s.RefuseAsync(s_ok),
        ["two messages"] = s => s.AnswerAsync([.. s_message, .. s_message], s_ok),
        ["unparsable"] = s => s.AnswerAsync([0, 0, 0, 0, 2, 0x0a, 0x7f], s_ok),
        ["half a prefix"] = s => s.AnswerAsync([0, 0, 0], s_ok),
        ["half a message"] = s => s.AnswerAsync(s_message[..7], s_ok),
        ["two gigabytes promised"] = s => s.AnswerAsync([0, 0x7f, 0xff, 0xff, 0, 1, 2, 3], s_ok),
        ["four gigabytes promised"] = s => s.AnswerAsync([0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3], s_ok),

        // Not HTTP/2, or against its rules.
        ["HTTP/1.1"] = s => s.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray()),
        ["HTTP status 100 at the end"] = s => s.SendAsync(
            Frame.Headers(s.Id, Frame.Block((":status", "100")), end: true)),
        ["no HTTP status"] = s => s.SendAsync(Frame.Headers(s.Id, Frame.Block(("x", "y")))),
        ["body before headers"] = s => s.SendAsync(Frame.Data(s.Id, [1])),
        ["frame too large"] = s => s.SendAsync([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]),
        ["frame of another stream"] = s => s.SendAsync(Frame.Data(99, [1])),
        ["window update of nothing"] = s => s.SendAsync(Frame.WindowUpdate(0, 0)),
        ["index 0"] = s => s.SendAsync(Frame.Headers(s.Id, [0x80])),

        // A header of 4 KB, named many times.
        ["headers of 70,000 bytes"] = s => s.SendAsync(InPieces(
            s.Id, [.. ScriptedStream.GoodHeaders, .. Frame.Block(("x", new string('y', 70_000)))])),
        ["header bomb"] = s => s.SendAsync(Frame.Headers(s.Id,
        [
            .. ScriptedStream.GoodHeaders,
            0x40, 1, (byte)'x', 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'y', 4000),
            .. Enumerable.Repeat((byte)0xbe, 4000),
        ])),
        ["headers without an end"] = s => s.SendAsync(
        [
            new Frame(FrameType.Headers, 0, s.Id, ScriptedStream.GoodHeaders),
            .. Enumerable.Repeat(
                new Frame(FrameType.Continuation, 0, s.Id, Frame.Block(("x", new string('y', 16_000)))), 100),
        ]),
        ["GOAWAY, then the end"] = s => s.CutAfterAsync(Frame.GoAway(s.Id, 2)),
    };

    public static TheoryData<string, StatusCode, string> OwnStatuses => new()
    {
        { "status in headers", StatusCode.PermissionDenied, "100% forbidden" },
        { "status in trailers", StatusCode.FailedPrecondition, "log in – first" },
        { "status without words", StatusCode.PermissionDenied, "" },
        { "status 99", StatusCode.Unknown, "the plugin sent the unknown gRPC status '99': odd" },
        { "status -1", StatusCode.Unknown, "the plugin sent the unknown gRPC status '-1'" },
        { "status abc", StatusCode.Unknown, "the plugin sent the unknown gRPC status 'abc'" },
        { "deadline of its own", StatusCode.DeadlineExceeded, "upstream" },
        { "cancelled by itself", StatusCode.Cancelled, "gave up" },
        { "broken escapes", StatusCode.PermissionDenied, "50% of %zz" },
        { "reset behind the status", StatusCode.PermissionDenied, "" },
    };

    public static TheoryData<string, StatusCode, string> WrongAnswers => new()
    {
        { "no status", StatusCode.Unknown, "the plugin's answer ended without a gRPC status" },
        { "no trailers", StatusCode.Unknown, "the plugin's answer ended without a gRPC status" },
        { "headers alone", StatusCode.Unknown, "the plugin's answer ended without a gRPC status" },
        { "text/html", StatusCode.Unknown, "the content type 'text/html', which is not gRPC" },
        { "text/html with a status", StatusCode.Unknown, "the content type 'text/html', which is not gRPC" },
        { "grpc-web", StatusCode.Unknown, "the content type 'application/grpc-web', which is not gRPC" },
        { "no content type", StatusCode.Unknown, "the content type '', which is not gRPC" },
        { "compressed", StatusCode.Internal, "grpc-encoding value with compressed message" },
        { "gzip", StatusCode.Unimplemented, "Unsupported grpc-encoding value 'gzip'" },
        { "flag 7", StatusCode.Internal, "Unexpected compressed flag value" },
        { "no message", StatusCode.Internal, "the plugin reported success but sent no answer" },
        { "no message, headers alone", StatusCode.Internal, "the plugin reported success but sent no answer" },
        { "two messages", StatusCode.Internal, "Unexpected data after finished reading message" },
        { "unparsable", StatusCode.Internal, "answer to /test.Echo/Call is not a StringValue: While parsing" },
        { "half a prefix", StatusCode.Internal, "Unexpected end of content" },
        { "half a message", StatusCode.Internal, "Unexpected end of content" },
        { "two gigabytes promised", StatusCode.ResourceExhausted, "exceeds the maximum configured message size" },
        { "four gigabytes promised", StatusCode.Internal, "Message too large" },
        { "HTTP/1.1", StatusCode.Internal, "the call failed with the HTTP/2 error 6" },
        { "HTTP status 100 at the end", StatusCode.Internal, "the call failed with the HTTP/2 error 1" },
        { "no HTTP status", StatusCode.Internal, "the plugin's answer violates HTTP/2" },
        { "body before headers", StatusCode.Internal, "the call failed with the HTTP/2 error 1" },
        { "frame too large", StatusCode.Internal, "the call failed with the HTTP/2 error 6" },
        { "frame of another stream", StatusCode.Internal, "the call failed with the HTTP/2 error 1" },
        { "window update of nothing", StatusCode.Internal, "the call failed with the HTTP/2 error 1" },
        { "index 0", StatusCode.Internal, "the plugin's answer violates HTTP/2" },
        { "header bomb", StatusCode.Internal, "the plugin's answer violates HTTP/2" },
        { "headers of 70,000 bytes", StatusCode.Internal, "the plugin's answer violates HTTP/2" },
        { "headers without an end", StatusCode.Internal, "the plugin's answer violates HTTP/2" },
        { "GOAWAY, then the end", StatusCode.Internal, "the call failed with the HTTP/2 error 2" },
    };

    [Theory]
    [MemberData(nameof(OwnStatuses))]
    public async Task Call_PluginsOwnStatus_IsRpcFailureInItsWords(string answer, StatusCode status, string detail)
    {
        PluginRpcException failure = await FailAsync<PluginRpcException>(s_answers[answer]);

        failure.StatusCode.ShouldBe(status);
        failure.Detail.ShouldBe(detail);
        failure.Message.ShouldEndWith($"answered /test.Echo/Call with the error {status}: {detail}");
        failure.RecommendedAction.ShouldContain("the plugin's own");
    }

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task Call_WrongAnswer_IsRpcFailureThatSaysSo(string answer, StatusCode status, string detail)
    {
        PluginRpcException failure = await FailAsync<PluginRpcException>(s_answers[answer]);

        failure.StatusCode.ShouldBe(status);
        failure.Detail.ShouldContain(detail);
        failure.Message.ShouldContain($"sent an invalid answer to /test.Echo/Call ({status}): ");
        failure.RecommendedAction.ShouldContain(status == StatusCode.ResourceExhausted
            ? "raise the host's MaxReceiveMessageSize (67108864 bytes)"
            : "report this to its author");
    }

    [Theory]
    [InlineData(204, StatusCode.Unknown)]
    [InlineData(301, StatusCode.Unknown)]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(418, StatusCode.Unknown)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task Call_HttpStatus_IsTheCodeThatFits(int http, StatusCode status)
    {
        PluginRpcException failure = await FailAsync<PluginRpcException>(
            s => s.SendAsync(Frame.Headers(s.Id, Frame.Block((":status", $"{http}")), end: true)));

        failure.StatusCode.ShouldBe(status);
        failure.Detail.ShouldBe($"the plugin sent the HTTP status {http}");
    }

    [Theory]
    [InlineData(0x0, StatusCode.Internal)]
    [InlineData(0x1, StatusCode.Internal)]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x3, StatusCode.Internal)]
    [InlineData(0x4, StatusCode.Internal)]
    [InlineData(0x5, StatusCode.Internal)]
    [InlineData(0x6, StatusCode.Internal)]
    [InlineData(0x7, StatusCode.Unavailable)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0x9, StatusCode.Internal)]
    [InlineData(0xa, StatusCode.Internal)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    [InlineData(0xd, StatusCode.Internal)]
    [InlineData(0xdeadbeef, StatusCode.Internal)]
    public async Task Call_StreamIsReset_IsTheCodeThatFits(uint code, StatusCode status)
    {
        PluginRpcException failure = await FailAsync<PluginRpcException>(s => s.SendAsync(Frame.Reset(s.Id, code)));

        failure.StatusCode.ShouldBe(status);
        failure.Detail.ShouldStartWith($"the call failed with the HTTP/2 error {code}: ");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_WordsOf8KB_AreReturnedWholeAndShownShort(bool inHeaders)
    {
        string words = new('x', 8192);

        PluginRpcException failure = await FailAsync<PluginRpcException>(s => inHeaders
            ? s.RefuseAsync(("grpc-status", "7"), ("grpc-message", words))
            : s.AnswerAsync([], ("grpc-status", "7"), ("grpc-message", words)));

        failure.Detail.ShouldBe(words);
        failure.Message.Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Call_ConnectionCutAtEachByte_IsACrash()
    {
        // Side by side: each waits a moment for the plugin's process to end.
        await Task.WhenAll(Enumerable.Range(0, Answer(1).Length).Select(CutAsync));

        static async Task CutAsync(int end)
        {
            PluginCrashedException failure = await FailAsync<PluginCrashedException>(
                s => s.CutAfterAsync(Answer(s.Id)[..end]));

            failure.Message.ShouldContain("closed its connection during the call", customMessage: $"at {end}");
        }

        static byte[] Answer(int id) =>
        [
            .. Frame.Headers(id, ScriptedStream.GoodHeaders).ToBytes(),
            .. Frame.Data(id, s_message).ToBytes(),
            .. Frame.Headers(id, ScriptedStream.GoodTrailers, end: true).ToBytes(),
        ];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Call_RefusedStream_IsSentAgain(int refusals)
    {
        await using var plugin = new ScriptedPlugin(
            s => s.Number <= refusals ? s.SendAsync(Frame.Reset(s.Id, 7)) : s.EchoAsync());
        PluginClient client = await plugin.AttachAsync();

        (await client.EchoAsync("hello").WaitAsync(TestTimeout.Default)).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task Call_UnseenByAPluginThatGoesAway_IsSentOnAnotherConnection()
    {
        await using var plugin = new ScriptedPlugin(
            s => s.Number == 1 ? s.SendAsync(Frame.GoAway(0, 0)) : s.EchoAsync());
        PluginClient client = await plugin.AttachAsync();

        (await client.EchoAsync("hello").WaitAsync(TestTimeout.Default)).Value.ShouldBe("hello");
        plugin.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Call_SeenByAPluginThatGoesAway_IsAnswered()
    {
        await using var plugin = new ScriptedPlugin(async s =>
        {
            await s.SendAsync(Frame.GoAway(s.Id, 0));
            await s.EchoAsync();
        });
        PluginClient client = await plugin.AttachAsync();

        (await client.EchoAsync("hello").WaitAsync(TestTimeout.Default)).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task Call_SeenByAPluginThatGoesAwayAndCloses_IsACrash()
    {
        PluginCrashedException failure = await FailAsync<PluginCrashedException>(
            s => s.CutAfterAsync(Frame.GoAway(s.Id, 0).ToBytes()));

        failure.Message.ShouldContain("closed its connection during the call");
    }

    public static TheoryData<string> Floods => ["SETTINGS", "PING", "empty DATA"];

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Call_Flood_IsAnsweredOrCutOff(string what)
    {
        await using var plugin = new ScriptedPlugin(async s =>
        {
            byte[] frame = (what switch
            {
                "SETTINGS" => Frame.Settings,
                "PING" => Frame.Ping(new byte[8], isAcknowledgment: false),
                _ => Frame.Data(s.Id, []),
            }).ToBytes();
            byte[] flood = [.. Enumerable.Repeat(frame, 1000).SelectMany(bytes => bytes)];
            await s.SendAsync(Frame.Headers(s.Id, ScriptedStream.GoodHeaders));
            for (int i = 0; i < 100; i++)
            {
                await s.SendAsync(flood);
            }

            await s.SendAsync(Frame.Data(s.Id, s_message), Frame.Headers(s.Id, ScriptedStream.GoodTrailers, end: true));
        });
        PluginClient client = await plugin.AttachAsync();

        // A peer that does not take the answers to its frames in time is cut off, which depends on who is faster.
        Exception? failure = await Record.ExceptionAsync(
            () => client.EchoAsync("hello").WaitAsync(TestTimeout.Default));

        (failure is null or PluginRpcException or PluginCrashedException).ShouldBeTrue($"{failure}");
        client.IsRunning.ShouldBe(failure is not PluginCrashedException);
    }

    [Fact]
    public async Task Call_TwoGigabytesPromised_AllocatesNothingOfThem()
    {
        await using var plugin = new ScriptedPlugin(s_answers["two gigabytes promised"]);
        PluginClient client = await plugin.AttachAsync();
        long before = GC.GetTotalAllocatedBytes(precise: true);

        await Should.ThrowAsync<PluginRpcException>(() => client.EchoAsync("hello"));

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(1024L * 1024 * 1024);
    }

    [Fact]
    public async Task Call_AnswerAboveTheLimit_IsRefusedAndOneBelowIsNot()
    {
        await using var plugin = new ScriptedPlugin(s => s.EchoAsync(new string('x', s.Number == 1 ? 2000 : 10)));
        PluginClient client = await plugin.AttachAsync(options => options with { MaxReceiveMessageSize = 1000 });

        (await Should.ThrowAsync<PluginRpcException>(() => client.EchoAsync("hello")))
            .StatusCode.ShouldBe(StatusCode.ResourceExhausted);

        (await client.EchoAsync("hello")).Value.Length.ShouldBe(10);
    }

    [Fact]
    public async Task Call_NoAnswer_EndsWithTheDeadlineOfTheHostsClock()
    {
        await using var plugin = new ScriptedPlugin(_ => Task.CompletedTask);
        var time = new ObservedTime();
        PluginClient client = await plugin.AttachAsync(options => options with { TimeProvider = time });
        var timeout = TimeSpan.FromMinutes(3);
        Task<StringValue> call = client.EchoAsync("hello", time.GetUtcNow().UtcDateTime + timeout);

        time.Advance(timeout - TimeSpan.FromTicks(1));
        call.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromTicks(1));

        var failure = await Should.ThrowAsync<PluginTimeoutException>(() => call.WaitAsync(TestTimeout.Default));
        failure.Timeout.ShouldBe(timeout);
        failure.Message.ShouldEndWith("did not answer /test.Echo/Call within 180 s.");
    }

    [Fact]
    public async Task Call_PluginReportsTheDeadlineBeforeTheHostsTimer_IsATimeout()
    {
        var time = new TimeWithoutTimers();
        await using var plugin = new ScriptedPlugin(s =>
        {
            time.Now += TimeSpan.FromHours(1);
            return s_answers["deadline of its own"](s);
        });
        PluginClient client = await plugin.AttachAsync(options => options with { TimeProvider = time });

        (await Should.ThrowAsync<PluginTimeoutException>(
            () => client.EchoAsync("hello", time.Now.UtcDateTime.AddHours(1))))
            .Timeout.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Call_PluginReportsADeadlineOfItsOwn_IsRpcFailureInItsWords()
    {
        await using var plugin = new ScriptedPlugin(s_answers["deadline of its own"]);
        PluginClient client = await plugin.AttachAsync();

        PluginRpcException failure = await Should.ThrowAsync<PluginRpcException>(
            () => client.EchoAsync("hello", DateTime.UtcNow.AddHours(1)));

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        failure.Message.ShouldEndWith("answered /test.Echo/Call with the error DeadlineExceeded: upstream");
    }

    [Fact]
    public async Task Call_ConnectionIsResetBeforeItsFirstFrame_IsACrash()
    {
        // The transport reports this as an invalid answer, caused by the socket.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task resets = ResetAllAsync(listener);
        var config = new ReattachConfig(
            "grpc", "tcp", $"{listener.LocalEndpoint}", Environment.ProcessId, ProtocolVersion: 1);
        await using PluginClient client = await PluginClient.AttachAsync(config, ForeignPlugin.Options);

        Exception? thrown = await Record.ExceptionAsync(
            () => client.EchoAsync("hello").WaitAsync(TestTimeout.Default));

        thrown.ShouldBeOfType<PluginCrashedException>($"{thrown}")
            .Message.ShouldContain("closed its connection during the call");
        listener.Stop();
        await resets;
    }

    [Fact]
    public async Task Call_WordsThatARedactorMasks_AreInNoException()
    {
        await using var plugin = new ScriptedPlugin(
            s => s.RefuseAsync(("grpc-status", "7"), ("grpc-message", "token s3cret expired")));
        PluginClient client = await plugin.AttachAsync(options => options with { Redactor = new StarRedactor() });

        PluginRpcException failure = await Should.ThrowAsync<PluginRpcException>(() => client.EchoAsync("hello"));

        failure.Detail.ShouldBe("token *** expired");
        failure.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Stdio_FloodInAStreamWithoutAnEnd_IsReadAndBlocksNoCall()
    {
        int lines = 0;
        var many = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] data = Frame.Message(new P5.Proto.GoPlugin.StdioData
        {
            Channel = P5.Proto.GoPlugin.StdioData.Types.Channel.Stdout,
            Data = Google.Protobuf.ByteString.CopyFromUtf8("again\n"),
        });
        await using var plugin = new ScriptedPlugin(s => s.EchoAsync())
        {
            Stdio = async s =>
            {
                await s.SendAsync(Frame.Headers(s.Id, ScriptedStream.GoodHeaders));

                // As much as the client's window of the stream allows, and no end.
                for (int i = 0; i < 3000; i++)
                {
                    await s.SendAsync(Frame.Data(s.Id, data));
                }
            },
        };
        PluginClient client = await plugin.AttachAsync(options => options with
        {
            Output = _ =>
            {
                if (Interlocked.Increment(ref lines) == 3000)
                {
                    many.SetResult();
                }
            },
        });

        (await client.EchoAsync("hello").WaitAsync(TestTimeout.Default)).Value.ShouldBe("hello");
        await many.Task.WaitAsync(TestTimeout.Default);
    }

    /// <summary>A header block that is longer than a frame.</summary>
    private static Frame[] InPieces(int streamId, byte[] block)
    {
        byte[][] pieces = [.. block.Chunk(16_000)];
        return
        [
            .. pieces.Select((piece, i) => new Frame(
                i == 0 ? FrameType.Headers : FrameType.Continuation,
                (byte)(i == pieces.Length - 1 ? 4 : 0),
                streamId,
                piece)),
        ];
    }

    /// <summary>Reads the client's first bytes, then resets the connection.</summary>
    private static async Task ResetAllAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await client.GetStream().ReadExactlyAsync(new byte[1]);
                client.Client.Close(0);
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The test has ended, during an accept or between two.
        }
    }

    /// <summary>A clock that is read but raises no timer: the timer of a busy machine, which is late.</summary>
    private sealed class TimeWithoutTimers : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static async Task<TException> FailAsync<TException>(Func<ScriptedStream, Task> answer)
        where TException : Exception
    {
        await using var plugin = new ScriptedPlugin(answer);
        PluginClient client = await plugin.AttachAsync();
        TException failure = await Should.ThrowAsync<TException>(
            () => client.EchoAsync("hello").WaitAsync(TestTimeout.Default));
        client.IsRunning.ShouldBe(failure is not PluginCrashedException);
        return failure;
    }

    private sealed class StarRedactor : IRedactor
    {
        public string Redact(string text, string before = "") =>
            text.Replace("s3cret", "***", StringComparison.Ordinal);
    }
}
