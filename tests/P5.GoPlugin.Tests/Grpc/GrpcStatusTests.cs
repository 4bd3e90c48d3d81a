namespace P5.GoPlugin.Tests;

public sealed class GrpcStatusTests
{
    [Theory]
    [InlineData("0", null, GrpcStatusCode.OK, "")]
    [InlineData("2", "no", GrpcStatusCode.Unknown, "no")]
    [InlineData("16", "who%3F", GrpcStatusCode.Unauthenticated, "who?")]
    [InlineData("17", "odd", GrpcStatusCode.Unknown, "the plugin answered with the unknown gRPC status '17': odd")]
    [InlineData("-1", null, GrpcStatusCode.Unknown, "the plugin answered with the unknown gRPC status '-1'")]
    [InlineData("OK", null, GrpcStatusCode.Unknown, "the plugin answered with the unknown gRPC status 'OK'")]
    public void Parse_Trailers_GiveCodeAndDetail(string status, string? message, GrpcStatusCode code, string detail) =>
        GrpcStatus.Parse(status, message).ShouldBe(new GrpcStatus(code, detail));

    [Theory]
    [InlineData(400, GrpcStatusCode.Internal)]
    [InlineData(401, GrpcStatusCode.Unauthenticated)]
    [InlineData(403, GrpcStatusCode.PermissionDenied)]
    [InlineData(404, GrpcStatusCode.Unimplemented)]
    [InlineData(429, GrpcStatusCode.Unavailable)]
    [InlineData(502, GrpcStatusCode.Unavailable)]
    [InlineData(503, GrpcStatusCode.Unavailable)]
    [InlineData(504, GrpcStatusCode.Unavailable)]
    [InlineData(418, GrpcStatusCode.Unknown)]
    public void FromHttp_Status_HasGrpcsCode(int status, GrpcStatusCode code) =>
        GrpcStatus.FromHttp(status).ShouldBe(code);

    [Theory]
    [InlineData(0x0, GrpcStatusCode.Internal)]
    [InlineData(0x1, GrpcStatusCode.Internal)]
    [InlineData(0x7, GrpcStatusCode.Unavailable)]
    [InlineData(0x8, GrpcStatusCode.Cancelled)]
    [InlineData(0xb, GrpcStatusCode.ResourceExhausted)]
    [InlineData(0xc, GrpcStatusCode.PermissionDenied)]
    public void FromHttp2Error_Code_HasGrpcsCode(long error, GrpcStatusCode code) =>
        GrpcStatus.FromHttp2Error(error).ShouldBe(code);
}
