using System.IO.Pipelines;
using P5.Plugin.Grpc;
using P5.Plugin.Tests.Support;
using P5.Proto.V0;

namespace P5.Plugin.Tests.Grpc;

public sealed class GrpcFrameTests
{
    private static readonly AuthenticateRequest s_request = GrpcClient.AuthenticateIn("dev", ("a", "b"));

    [Fact]
    public async Task ReadSingleAsync_OneByteAtATime_IsTheMessage()
    {
        var pipe = new Pipe();
        Task<AuthenticateRequest> reading = ReadAsync(pipe.Reader);

        foreach (byte b in GrpcClient.Frame(s_request))
        {
            await pipe.Writer.WriteAsync(new[] { b });
        }

        await pipe.Writer.CompleteAsync();
        (await reading).ShouldBe(s_request);
    }

    [Fact]
    public async Task ReadSingleAsync_EmptyMessage_IsTheDefault() =>
        (await ReadAsync([0, 0, 0, 0, 0])).ShouldBe(new AuthenticateRequest());

    // Nothing, a part of the prefix, a part of the message, more than one message.
    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 8 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task ReadSingleAsync_NotExactlyOneMessage_IsInternal(byte[] body) =>
        (await Should.ThrowAsync<GrpcException>(ReadAsync(body))).Code.ShouldBe(GrpcStatusCode.Internal);

    [Fact]
    public async Task ReadSingleAsync_Compressed_IsUnimplemented() =>
        (await Should.ThrowAsync<GrpcException>(ReadAsync([1, 0, 0, 0, 0]))).Code
            .ShouldBe(GrpcStatusCode.Unimplemented);

    [Fact]
    public async Task ReadSingleAsync_LongerThanAMessageCanBe_IsRefusedBeforeItArrives()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF });

        (await Should.ThrowAsync<GrpcException>(ReadAsync(pipe.Reader))).Code
            .ShouldBe(GrpcStatusCode.ResourceExhausted);
    }

    private static async Task<AuthenticateRequest> ReadAsync(byte[] body)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(body);
        await pipe.Writer.CompleteAsync();
        return await ReadAsync(pipe.Reader);
    }

    private static Task<AuthenticateRequest> ReadAsync(PipeReader reader) =>
        GrpcFrame.ReadSingleAsync(reader, AuthenticateRequest.Parser, CancellationToken.None);
}
