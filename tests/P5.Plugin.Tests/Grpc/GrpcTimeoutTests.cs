using P5.Plugin.Grpc;

namespace P5.Plugin.Tests.Grpc;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("2H", "02:00:00")]
    [InlineData("3M", "00:03:00")]
    [InlineData("0S", "00:00:00")]
    [InlineData("250m", "00:00:00.2500000")]
    [InlineData("7u", "00:00:00.0000070")]
    [InlineData("1n", "00:00:00.0000001")]
    [InlineData("200n", "00:00:00.0000002")]
    [InlineData("99999999H", "49.17:02:47.2940000")]
    public void Parse_DigitsAndUnit_IsTheTimeOrTheLongestATimerCanWait(string value, string expected) =>
        GrpcTimeout.Parse(value).ShouldBe(TimeSpan.Parse(expected, null));

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void Parse_AnythingElse_IsInternal(string value) =>
        Should.Throw<GrpcException>(() => GrpcTimeout.Parse(value)).Code.ShouldBe(GrpcStatusCode.Internal);
}
