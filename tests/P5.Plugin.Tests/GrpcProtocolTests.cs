using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;

namespace P5.Plugin.Tests;

/// <summary>What a plugin makes of requests that the generated clients do not send.</summary>
public sealed class GrpcProtocolTests
{
    private const byte Plain = 0;
    private const byte Compressed = 1;

    // One plugin heeds its token, the other does not.
    [Theory]
    [InlineData("wait")]
    [InlineData("hang")]
    public async Task Call_DeadlinePasses_IsDeadlineExceeded(string mode)
    {
        byte[] body = Frame(Plain, PluginConnection.RequestFor("dev", ("mode", mode)).ToByteArray());

        (await PostAsync(body, PluginProcess.TestPlugin, headers: ("grpc-timeout", "50m")))
            .ShouldBe((HttpStatusCode.OK, StatusCode.DeadlineExceeded));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcish")]
    [InlineData("application/grpc-web")]
    public async Task Call_OtherContentType_Is415(string contentType) =>
        (await PostAsync(Frame(Plain, []), contentType: contentType)).Http
            .ShouldBe(HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task Call_OneByteAtATime_IsAnswered()
    {
        byte[] body = Frame(Plain, PluginConnection.RequestFor("dev", ("passphrase", "p")).ToByteArray());

        (await PostAsync(new TrickleStream(body))).ShouldBe((HttpStatusCode.OK, StatusCode.OK));
    }

    [Fact]
    public async Task Call_CompressedAsAnnounced_IsAnswered()
    {
        using var message = new MemoryStream();
        using (var gzip = new GZipStream(message, CompressionLevel.Optimal))
        {
            gzip.Write(PluginConnection.RequestFor("dev", ("passphrase", "p")).ToByteArray());
        }

        (await PostAsync(Frame(Compressed, message.ToArray()), headers: ("grpc-encoding", "gzip")))
            .ShouldBe((HttpStatusCode.OK, StatusCode.OK));
    }

    [Fact]
    public async Task Call_CompressedWithSomethingUnknown_IsUnimplemented() =>
        (await PostAsync(Frame(Compressed, [1, 2, 3]), headers: ("grpc-encoding", "zstd")))
            .ShouldBe((HttpStatusCode.OK, StatusCode.Unimplemented));

    // A flag without an announcement, nothing, a part of the prefix, a part of the message, two messages.
    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 8 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task Call_NotOneWholeMessage_IsInternal(byte[] body) =>
        (await PostAsync(body)).ShouldBe((HttpStatusCode.OK, StatusCode.Internal));

    // No protobuf, and five bytes that promise four gigabytes: the answer comes before these do.
    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0xFF })]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF })]
    public async Task Call_NoMessageThatCanBeRead_IsUnknown(byte[] body) =>
        (await PostAsync(body)).ShouldBe((HttpStatusCode.OK, StatusCode.Unknown));

    private static byte[] Frame(byte flag, byte[] message)
    {
        byte[] frame = [flag, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    private static Task<(HttpStatusCode Http, StatusCode? Status)> PostAsync(
        byte[] body,
        string? executable = null,
        string contentType = "application/grpc",
        params (string Name, string Value)[] headers) =>
        PostAsync(new MemoryStream(body), executable, contentType, headers);

    private static async Task<(HttpStatusCode Http, StatusCode? Status)> PostAsync(
        Stream body,
        string? executable = null,
        string contentType = "application/grpc",
        params (string Name, string Value)[] headers)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(executable ?? Programs.DevEnv);
        using PluginConnection client = plugin.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/p5.plugin.v0.AuthPlugin/Authenticate")
        {
            Content = new StreamContent(body),
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await client.Http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (response.StatusCode, Status(response));
    }

    private static StatusCode? Status(HttpResponseMessage response) =>
        response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? values)
        || response.Headers.TryGetValues("grpc-status", out values)
            ? Enum.Parse<StatusCode>(values.Single())
            : null;

    /// <summary>Gives its bytes one by one.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1)], cancellationToken);

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            CopyByByteAsync(destination, cancellationToken);

        private async Task CopyByByteAsync(Stream destination, CancellationToken cancellationToken)
        {
            byte[] one = new byte[1];
            while (await ReadAsync(one, cancellationToken) == 1)
            {
                await destination.WriteAsync(one, cancellationToken);
                await destination.FlushAsync(cancellationToken);
            }
        }
    }
}
