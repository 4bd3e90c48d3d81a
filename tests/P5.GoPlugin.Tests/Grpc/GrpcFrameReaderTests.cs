using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

public sealed class GrpcFrameReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    [InlineData(5 * 1024 * 1024 + 3)]
    public async Task ReadAsync_WrittenFrame_ComesBack(int length)
    {
        var message = new StringValue { Value = new string('x', length) };
        byte[] frame = GrpcFrame.Write(message);
        var reader = new PieceReader(new MemoryStream([.. frame, .. frame]));

        StringValue.Parser.ParseFrom(await reader.ReadAsync(default)).ShouldBe(message);
        StringValue.Parser.ParseFrom(await reader.ReadAsync(default)).ShouldBe(message);
        (await reader.ReadAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task ReadAsync_EmptyBody_IsNoMessage() =>
        (await new PieceReader(Stream.Null).ReadAsync(default)).ShouldBeNull();

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, "inside a message's prefix, after 3 of 5 bytes")]
    [InlineData(new byte[] { 0, 0, 0, 0, 4, 1, 2 }, "inside a message, after 2 of 4 bytes")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, "no compression was agreed on")]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, "flag 7")]
    [InlineData(new byte[] { 0, 0xff, 0xff, 0xff, 0xff }, "more than this host can hold")]
    // Two gigabytes announced, three bytes sent: an answer at once, and no allocation to match.
    [InlineData(new byte[] { 0, 0x7f, 0xff, 0xff, 0x00, 1, 2, 3 }, "after 3 of 2147483392 bytes")]
    public async Task ReadAsync_BrokenFrame_IsProtocolError(byte[] body, string detail)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(
            async () => await new PieceReader(new MemoryStream(body)).ReadAsync(default));

        failure.StatusCode.ShouldBe(GrpcStatusCode.Internal);
        failure.Cause.ShouldBe(GrpcFailureCause.Protocol);
        failure.Detail.ShouldContain(detail);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 * 1024 * 1024);
    }

    // Any bytes are messages and then an end, or messages and then a typed error.
    [Fact]
    public async Task ReadAsync_RandomBytes_EndsOrFailsTyped()
    {
        var random = new Random(20250118);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] body = new byte[random.Next(0, 64)];
            random.NextBytes(body);
            for (int k = 0; k < Math.Min(4, body.Length); k++)
            {
                body[k] = 0; // mostly plausible prefixes
            }

            // However the transport cuts the bytes.
            var reader = new PieceReader(new ChunkedStream(body, random));
            int total = 0;
            try
            {
                while (await reader.ReadAsync(default) is { } payload)
                {
                    total += GrpcFrame.PrefixLength + payload.Length;
                }

                total.ShouldBe(body.Length);
            }
            catch (GrpcException failure)
            {
                failure.StatusCode.ShouldBe(GrpcStatusCode.Internal);
            }
        }
    }

    /// <summary>Gives a reader what a stream has, in the pieces in which it comes.</summary>
    private sealed class PieceReader(Stream body)
    {
        private readonly GrpcFrameReader _reader = new();
        private readonly byte[] _buffer = new byte[64 * 1024];
        private int _start;
        private int _end;

        internal async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                if (Next() is { } message)
                {
                    return message;
                }

                (_start, _end) = (0, await body.ReadAsync(_buffer, cancellationToken));
                if (_end == 0)
                {
                    _reader.End();
                    return null;
                }
            }
        }

        private byte[]? Next()
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            byte[]? message = _reader.Read(ref rest);
            _start = _end - rest.Length;
            return message;
        }
    }
}
