using System.Net;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>A server made of bytes, for what no server library can be made to send.</summary>
public sealed class GrpcChannelTests : IDisposable
{
    private static readonly byte[] s_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly GrpcChannel _channel;

    public GrpcChannelTests()
    {
        _listener.Start();
        _channel = new GrpcChannel(
            async cancellationToken =>
            {
                var client = new TcpClient();
                await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, cancellationToken);
                return client.GetStream();
            },
            secure: false,
            TimeProvider.System);
    }

    public void Dispose()
    {
        _channel.Dispose();
        _listener.Dispose();
    }

    [Theory]
    // GOAWAY for stream 1 with INTERNAL_ERROR, then nothing more.
    [InlineData(new byte[] { 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2 }, GrpcFailureCause.Protocol, GrpcStatusCode.Internal)]
    // RST_STREAM of stream 1 with CANCEL.
    [InlineData(new byte[] { 0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8 }, GrpcFailureCause.Protocol, GrpcStatusCode.Cancelled)]
    // Not HTTP/2 at all.
    [InlineData(new byte[] { (byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/', (byte)'1', (byte)'.', (byte)'1', (byte)' ' }, GrpcFailureCause.Protocol, GrpcStatusCode.Internal)]
    // The connection's end.
    [InlineData(new byte[] { }, GrpcFailureCause.Connection, GrpcStatusCode.Unavailable)]
    public async Task UnaryCallAsync_ConnectionGoesWrong_FailsTyped(
        byte[] reply, GrpcFailureCause cause, GrpcStatusCode status)
    {
        Task server = ServeAsync(reply);

        GrpcException failure = await Should.ThrowAsync<GrpcException>(
            () => _channel.UnaryCallAsync(FaultyPlugin.Echo, new StringValue()).WaitAsync(FaultyPlugin.Patience));

        failure.Cause.ShouldBe(cause);
        failure.StatusCode.ShouldBe(status);
        await server;
    }

    [Fact]
    public async Task UnaryCallAsync_NobodyListens_IsUnavailable()
    {
        _listener.Stop();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(
            () => _channel.UnaryCallAsync(FaultyPlugin.Echo, new StringValue()));

        failure.Cause.ShouldBe(GrpcFailureCause.Connection);
        failure.StatusCode.ShouldBe(GrpcStatusCode.Unavailable);
    }

    [Fact]
    public async Task UnaryCallAsync_Disposed_IsUnavailable()
    {
        _channel.Dispose();

        GrpcException failure = await Should.ThrowAsync<GrpcException>(
            () => _channel.UnaryCallAsync(FaultyPlugin.Echo, new StringValue()));

        failure.Cause.ShouldBe(GrpcFailureCause.Connection);
    }

    private async Task ServeAsync(byte[] reply)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        byte[] received = new byte[4096];
        await stream.WriteAsync(s_settings);

        // Until the request is there: the preface, then frames up to the DATA that ends the stream.
        int filled = 0;
        while (!HasRequest(received.AsSpan(0, filled)))
        {
            filled += await stream.ReadAsync(received.AsMemory(filled));
        }

        await stream.WriteAsync(reply);
    }

    private static bool HasRequest(ReadOnlySpan<byte> received)
    {
        const int Preface = 24, FrameHeader = 9, Data = 0;
        for (int at = Preface; at + FrameHeader <= received.Length;)
        {
            int length = (received[at] << 16) | (received[at + 1] << 8) | received[at + 2];
            if (received[at + 3] == Data && at + FrameHeader + length <= received.Length)
            {
                return true;
            }

            at += FrameHeader + length;
        }

        return false;
    }
}
