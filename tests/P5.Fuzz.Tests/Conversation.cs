using System.Text;
using Google.Protobuf;
using P5.Proto.GoPlugin;
using P5.Proto.Health.V1;
using P5.Proto.V0;

namespace P5.Fuzz.Tests;

/// <summary>What a plugin does in one case: it behaves well, but for one or two faults.</summary>
internal sealed class Conversation
{
    /// <summary>The longest text that one change adds. A conversation has thousands of texts.</summary>
    private const int LongestChange = 20_000;

    private const int UsualLength = 200;

    private static readonly Fault[] s_faults = Enum.GetValues<Fault>();
    private static readonly Stage[] s_stages = Enum.GetValues<Stage>();

    private static readonly (string Name, string Value)[] s_headers =
    [
        (":status", "200"), (":status", "204"), (":status", "100"), (":status", "404"), (":status", "999"),
        (":status", "x"), (":path", "/"), ("content-type", "text/html"), ("content-type", ""),
        ("grpc-encoding", "gzip"), ("Upper", "x"),
        ("content-length", "-1"), ("content-length", "5"), ("transfer-encoding", "chunked"), ("connection", "close"),
        ("x", "\r\nx: y"), ("", ""), ("grpc-status", "0"), ("grpc-status", "13"), ("grpc-status", "-1"),
        ("grpc-status", "99999999999"), ("grpc-status", ""), ("grpc-message", "%"), ("grpc-message", "%00%ff%e2%80%ae"),
        ("grpc-message", "\u001b[31m"), ("grpc-status-details-bin", "!"), ("grpc-accept-encoding", "x"), ("te", "x"),
    ];

    private readonly Random _random;
    private readonly Mutator _mutator;
    private readonly Dictionary<Stage, Fault> _faults = [];

    internal Conversation(FuzzCase fuzzCase)
    {
        _random = fuzzCase.Random;
        _mutator = new Mutator(_random, LongestChange);
        for (int i = _random.Next(3); i >= 0; i--)
        {
            _faults[_mutator.Any(s_stages)] = _mutator.Any(s_faults);
        }

        UsesTcp = _random.Next(3) == 0;
        AuthenticateResponse answer = _random.Next(3) == 0 ? new AuthenticateResponse { Error = Text() } : Granted();
        Message = answer.ToByteArray();
        foreach (Stage stage in s_stages)
        {
            Seeds[stage] = _random.Next();
        }
    }

    internal bool UsesTcp { get; }

    /// <summary>The exit code of the process.</summary>
    internal byte ExitCode => (byte)(Seeds[Stage.Start] % 4);

    private byte[] Message { get; }

    /// <summary>Each stage has its own random numbers, because the order of the calls can differ.</summary>
    private Dictionary<Stage, int> Seeds { get; } = [];

    internal Fault? FaultOf(Stage stage) => _faults.TryGetValue(stage, out Fault fault) ? fault : null;

    /// <summary>What the plugin writes to standard error at a stage; often nothing.</summary>
    internal byte[] NoiseOf(Stage stage)
    {
        const string Line =
            """{"@level":"info","@message":"m","@module":"x","@timestamp":"2026-01-02T15:04:05.000000Z","k":[1]}""";
        var mutator = new Mutator(new Random(Seeds[stage]), LongestChange);
        byte[] line = Encoding.UTF8.GetBytes(Line);
        return mutator.Any<Func<byte[]>>(
        [
            () => [],
            () => [],
            () => [.. line, (byte)'\n'],
            () => [.. mutator.MutateBytes(mutator.MutateBytes(line)), (byte)'\n'],
            () => [.. mutator.MutateFile(line, line), (byte)'\n'],
            () => mutator.RandomBytes(mutator.AnyLength(100_000)),
            () => [.. Enumerable.Repeat((byte)'x', mutator.AnyLength(1_000_000))],
            () => [.. Enumerable.Repeat((byte)'\n', mutator.AnyLength(50_000))],
        ])();
    }

    /// <summary>The handshake.</summary>
    internal byte[] FirstLine(string address)
    {
        byte[] line = Encoding.UTF8.GetBytes($"1|1|{address}|grpc|\n");
        return FaultOf(Stage.Handshake) switch
        {
            // Digits of a port stay: another program may listen there.
            Fault.Mutate when !UsesTcp => _mutator.MutateFile(line, line),
            Fault.Fields => Encoding.UTF8.GetBytes(_mutator.Any(
            [
                $"1|1|{address}|grpc|{Convert.ToBase64String(_mutator.RandomBytes(300))}\n", $"2|1|{address}|grpc|\n",
                $"1|9|{address}|grpc|\n", $"1|1|{address}|netrpc|\n", "1|1|tcp|127.0.0.1:0|grpc|\n",
                "1|1|tcp|:|grpc|\n", "1|1|tcp|10.0.0.1:1|grpc|\n", "1|1|unix||grpc|\n", "1|1|unix|/|grpc|\n",
                "1|1|pipe|x|grpc|\n", "\n", "||||\n",
                $"1|1|unix|/{new string('x', 200)}|grpc|\n", $"1|1|{address}|grpc||true\n", $"1|1|{address}\n",
                $"1|1|{address}|grpc||true|x|y\n", $"99999999999|1|{address}|grpc|\n", $"-1|1|{address}|grpc|\n",
            ])),
            Fault.Garbage => [.. _mutator.RandomBytes(_mutator.AnyLength(100_000)), (byte)'\n'],
            Fault.Long => [.. Enumerable.Repeat((byte)'1', 2_000_000)],
            _ => line,
        };
    }

    /// <summary>What the server sends first.</summary>
    internal byte[] Settings() =>
        Wire(Stage.Connection, [Frame.Settings], new Random(Seeds[Stage.Connection]));

    /// <summary>The answer to a call, as bytes of the connection.</summary>
    internal byte[] Answer(Stage stage, int streamId)
    {
        var random = new Random(Seeds[stage]);
        var mutator = new Mutator(random, LongestChange);
        Fault? fault = FaultOf(stage);
        byte[] body = [.. MessagesOf(stage).SelectMany(message => Frame.Message(
            fault == Fault.Mutate ? mutator.MutateBytes(mutator.MutateBytes(message)) : message,
            fault == Fault.Fields && random.Next(4) == 0 ? (byte)random.Next(256) : (byte)0))];
        body = fault switch
        {
            Fault.Garbage => mutator.MutateBytes(mutator.RandomBytes(mutator.AnyLength(200_000))),
            Fault.Bytes => mutator.MutateBytes(body),
            Fault.Long => [.. body, .. Frame.Message(new byte[mutator.AnyLength(3_000_000)])],
            _ => body,
        };
        (string, string)[] headers = [(":status", "200"), ("content-type", "application/grpc")];
        (string, string)[] trailers = [("grpc-status", "0")];
        if (fault == Fault.Fields)
        {
            (string Name, string Value) field = mutator.Any(s_headers);
            switch (random.Next(3))
            {
                case 0:
                    headers = [.. headers, field];
                    break;
                case 1:
                    trailers = [.. trailers, field];
                    break;
                default:
                    headers = [field, .. headers[random.Next(2)..]];
                    trailers = [(field.Name, new string('x', mutator.AnyLength(100_000)))];
                    break;
            }
        }

        List<Frame> frames =
        [
            Frame.Headers(streamId, Frame.Block(headers)),
            .. body.Chunk(16_000).Select(chunk => Frame.Data(streamId, chunk)),
        ];
        if (stage != Stage.Stdio || random.Next(2) == 0)
        {
            frames.Add(Frame.Headers(streamId, Frame.Block(trailers), end: true));
        }

        return Wire(stage, frames, random);
    }

    /// <summary>The bytes of frames, with the faults of HTTP/2.</summary>
    private byte[] Wire(Stage stage, List<Frame> frames, Random random)
    {
        var mutator = new Mutator(random, LongestChange);
        if (FaultOf(stage) == Fault.Frames)
        {
            int at = random.Next(frames.Count);
            Frame frame = frames[at];
            switch (random.Next(6))
            {
                case 0:
                    frames.RemoveAt(at);
                    break;
                case 1:
                    frames.Insert(at, frame);
                    break;
                case 2:
                    frames[at] = frame with { Flags = (byte)random.Next(256) };
                    break;
                case 3:
                    frames[at] = frame with { Type = (FrameType)random.Next(16) };
                    break;
                case 4:
                    frames[at] = frame with { StreamId = frame.StreamId ^ (1 << random.Next(31)) };
                    break;
                default:
                    frames.Insert(at, AnyFrame(frame.StreamId, random, mutator));
                    break;
            }
        }

        byte[] bytes = [.. frames.SelectMany(frame => frame.ToBytes())];
        return FaultOf(stage) == Fault.Wire ? mutator.MutateBytes(mutator.MutateBytes(bytes)) : bytes;
    }

    private static Frame AnyFrame(int streamId, Random random, Mutator mutator) => random.Next(6) switch
    {
        0 => Frame.Reset(streamId, (uint)random.Next(16)),
        1 => Frame.GoAway(random.Next(2) * streamId, (uint)random.Next(16)),
        2 => Frame.WindowUpdate(random.Next(2) * streamId, (uint)random.Next()),
        3 => Frame.Settings with { Payload = mutator.RandomBytes(6 * random.Next(1, 20)) },
        4 => Frame.Ping(mutator.RandomBytes(8), isAcknowledgment: random.Next(2) == 0),
        _ => new Frame(
            (FrameType)random.Next(16), (byte)random.Next(256), streamId, mutator.RandomBytes(random.Next(64))),
    };

    private IEnumerable<byte[]> MessagesOf(Stage stage) => stage switch
    {
        Stage.Health =>
            [new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving }.ToByteArray()],
        Stage.Stdio =>
        [
            Output(StdioData.Types.Channel.Stdout, "a\nb"u8.ToArray()),
            Output(StdioData.Types.Channel.Stderr, NoiseOf(stage)),
        ],
        Stage.Authenticate => [Message],
        _ => [[]],
    };

    private static byte[] Output(StdioData.Types.Channel channel, byte[] bytes) =>
        new StdioData { Channel = channel, Data = ByteString.CopyFrom(bytes) }.ToByteArray();

    private AuthenticateResponse Granted()
    {
        var response = new AuthenticateResponse
        {
            Success = true,
            TtlSeconds = _mutator.Any([0, -1, 1, 3600, int.MaxValue, int.MinValue, -2]),
        };
        for (int i = _mutator.AnyLength(1_000); i > 0; i--)
        {
            response.Env[_random.Next(20) == 0 ? Text() : $"NAME{i}"] = Text();
        }

        return response;
    }

    private string Text()
    {
        string text = Encoding.UTF8.GetString(_mutator.MutateFile("value \"$x\" 1"u8.ToArray(), []));
        return text.Length <= UsualLength || _random.Next(100) == 0 ? text : text[..UsualLength];
    }
}

/// <summary>The stages of a conversation, at which a fault can happen.</summary>
internal enum Stage
{
    /// <summary>The process has started.</summary>
    Start,

    /// <summary>The first line.</summary>
    Handshake,

    /// <summary>The host has connected.</summary>
    Connection,

    /// <summary>The call of the health service.</summary>
    Health,

    /// <summary>The stream of the plugin's output.</summary>
    Stdio,

    /// <summary>The call of the plugin's own service.</summary>
    Authenticate,

    /// <summary>The host has asked the plugin to end.</summary>
    Shutdown,
}

/// <summary>What a plugin does wrong.</summary>
internal enum Fault
{
    /// <summary>A message, or the first line, has changed bytes.</summary>
    Mutate,

    /// <summary>Headers, trailers or the fields of the first line are wrong.</summary>
    Fields,

    /// <summary>The length-prefixed messages have changed bytes.</summary>
    Bytes,

    /// <summary>Frames are missing, repeated or changed.</summary>
    Frames,

    /// <summary>The bytes of the connection are changed.</summary>
    Wire,

    /// <summary>Random bytes.</summary>
    Garbage,

    /// <summary>Far more than is expected.</summary>
    Long,

    /// <summary>No answer.</summary>
    Hang,

    /// <summary>The process ends before the answer.</summary>
    Exit,

    /// <summary>The connection ends in the middle of the answer.</summary>
    Cut,
}
