namespace P5.GoPlugin.Tests;

/// <summary>What the bytes of a peer are read as. What it may not send is in the tests of the connection.</summary>
public sealed class Http2FrameReaderTests
{
    private static readonly byte[] s_bytes =
    [
        .. TestFrame.Settings((3, 100)).ToBytes(),
        .. new TestFrame(Http2FrameType.Headers, 0x29, 1, [2, 0, 0, 0, 0, 9, 7, 0, 0]).ToBytes(), // padded, with a priority
        .. new TestFrame(Http2FrameType.Continuation, 0, 1, []).ToBytes(),
        .. new TestFrame(Http2FrameType.Continuation, 4, 1, [8, 9]).ToBytes(),
        .. new TestFrame(Http2FrameType.Data, 8, 1, [3, 1, 2, 0, 0, 0]).ToBytes(), // padded
        .. TestFrame.Ping().ToBytes(),
        .. TestFrame.WindowUpdate(1, 0x8000_0005).ToBytes(), // the first bit means nothing
        .. TestFrame.GoAway(3, 7).ToBytes(),
        .. TestFrame.Reset(1, 8).ToBytes(),
    ];

    private static readonly string[] s_frames =
    [
        "Settings 0, 6: 000300000064",
        "Headers 1, 9, end: 070809",
        "Data 1, 6: 0102",
        "Ping 0, 8: 0102030405060708",
        "WindowUpdate 1, 4: number 5",
        "GoAway 0, 8: number 3, RefusedStream",
        "RstStream 1, 4: Cancel",
    ];

    [Fact]
    public void TryRead_AllAtOnce_YieldsEachFrame() => Read([s_bytes]).ShouldBe(s_frames);

    [Fact]
    public void TryRead_SplitAtEveryByte_YieldsTheSame()
    {
        for (int split = 1; split < s_bytes.Length; split++)
        {
            Read([s_bytes[..split], s_bytes[split..]]).ShouldBe(s_frames);
        }
    }

    [Fact]
    public void TryRead_ByteByByte_YieldsTheSame() => Read(s_bytes.Chunk(1)).ShouldBe(s_frames);

    // Larger than the first buffer, and many times the full one.
    [Fact]
    public void TryRead_LargestFrames_YieldsAll()
    {
        byte[] payload = [.. Enumerable.Range(0, 16_384).Select(i => (byte)i)];
        byte[] bytes = [.. TestFrame.Settings().ToBytes(), .. Enumerable.Repeat(TestFrame.Data(1, payload).ToBytes(), 20).SelectMany(b => b)];

        List<string> frames = Read([bytes]);

        frames[1..].ShouldBe(Enumerable.Repeat($"Data 1, 16384: {Convert.ToHexString(payload)}", 20));
    }

    [Theory]
    [InlineData(2)] // PRIORITY
    [InlineData(0xbe)] // a kind that nobody knows
    public void TryRead_AmidAHeaderBlock_Throws(byte type)
    {
        byte[] bytes =
        [
            .. TestFrame.Settings().ToBytes(),
            .. new TestFrame(Http2FrameType.Headers, 0, 1, [1]).ToBytes(),
            .. new TestFrame((Http2FrameType)type, 0, 1, new byte[5]).ToBytes(),
        ];

        Http2Exception failure = Should.Throw<Http2Exception>(() => Read([bytes]));

        failure.Code.ShouldBe(Http2ErrorCode.ProtocolError);
        failure.Kind.ShouldBe(Http2FailureKind.Violation);
    }

    /// <summary>Describes what is read of pieces, as large as the reader takes them.</summary>
    private static List<string> Read(IEnumerable<byte[]> pieces)
    {
        var reader = new Http2FrameReader();
        List<string> frames = [];
        foreach (byte[] piece in pieces)
        {
            int taken = 0;
            while (taken < piece.Length)
            {
                int count = Math.Min(reader.Free.Length, piece.Length - taken);
                count.ShouldBeGreaterThan(0);
                piece.AsMemory(taken, count).CopyTo(reader.Free);
                reader.Add(count);
                taken += count;
                while (reader.TryRead(out Http2Frame frame))
                {
                    frames.Add(Describe(frame));
                }
            }
        }

        return frames;
    }

    private static string Describe(in Http2Frame frame)
    {
        string what = frame.Type switch
        {
            Http2FrameType.WindowUpdate => $"number {frame.Number}",
            Http2FrameType.GoAway => $"number {frame.Number}, {frame.Code}",
            Http2FrameType.RstStream => $"{frame.Code}",
            _ => Convert.ToHexString(frame.Content),
        };
        bool endsStream = frame.Type is Http2FrameType.Data or Http2FrameType.Headers && frame.EndsStream;
        return $"{frame.Type} {frame.StreamId}, {frame.Length}{(endsStream ? ", end" : "")}: {what}";
    }
}
