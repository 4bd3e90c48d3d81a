namespace P5.GoPlugin;

/// <summary>Tells what an exception of the HTTP/2 transport means for a call.</summary>
internal static class TransportFailure
{
    /// <summary>Whether this is how a call can fail; anything else is a mistake in the code and passes through.</summary>
    internal static bool Is(Exception failure) =>
        failure is GrpcException or Http2Exception or OperationCanceledException;

    internal static GrpcException Explain(Http2Exception failure) => failure.Kind switch
    {
        Http2FailureKind.Peer => new GrpcException(
            GrpcStatus.FromHttp2Error((uint)failure.Code),
            $"the plugin broke off with the HTTP/2 error {(uint)failure.Code}",
            GrpcFailureCause.Protocol,
            failure),
        Http2FailureKind.Violation => new GrpcException(
            GrpcStatusCode.Internal,
            $"the plugin's answer breaks the rules of HTTP/2: {failure.Message}",
            GrpcFailureCause.Protocol,
            failure),
        _ => new GrpcException(
            GrpcStatusCode.Unavailable,
            $"the connection to the plugin failed: {failure.Message}",
            GrpcFailureCause.Connection,
            failure),
    };
}
