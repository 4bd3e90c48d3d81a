using P5.Plugin.Grpc;

namespace P5.Plugin.Tests.Grpc;

public sealed class GrpcStatusTests
{
    [Theory]
    [InlineData("plain text, ~!", "plain text, ~!")]
    [InlineData("100 %", "100 %25")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("ä€😀", "%C3%A4%E2%82%AC%F0%9F%98%80")]
    public void EncodedMessage_Text_IsPercentEncodedUtf8(string message, string expected) =>
        new GrpcStatus(GrpcStatusCode.Unknown, message).EncodedMessage.ShouldBe(expected);

    [Fact]
    public void EncodedMessage_LoneSurrogate_IsTheReplacementCharacter() =>
        new GrpcStatus(GrpcStatusCode.Unknown, new string('\uD800', 1)).EncodedMessage.ShouldBe("%EF%BF%BD");

    [Fact]
    public void EncodedMessage_TooLongForAHeader_IsCut()
    {
        string encoded = new GrpcStatus(GrpcStatusCode.Unknown, new string('x', 100_000)).EncodedMessage;

        encoded.Length.ShouldBeLessThan(9000);
        encoded.ShouldEndWith("x...");
    }

    [Fact]
    public void FromException_ByKind_IsTheStatus()
    {
        var cancelled = new OperationCanceledException("stop");

        GrpcStatus.FromException(new GrpcException(GrpcStatusCode.NotFound, "gone"), deadlinePassed: true)
            .ShouldBe(new(GrpcStatusCode.NotFound, "gone"));
        GrpcStatus.FromException(cancelled, deadlinePassed: false).ShouldBe(new(GrpcStatusCode.Cancelled, "stop"));
        GrpcStatus.FromException(cancelled, deadlinePassed: true).Code.ShouldBe(GrpcStatusCode.DeadlineExceeded);
        GrpcStatus.FromException(new IOException("disk"), deadlinePassed: true)
            .ShouldBe(new(GrpcStatusCode.Unknown, "disk"));
    }
}
