namespace P5.Plugin.Grpc;

/// <summary>Ends a call with a status.</summary>
/// <param name="code">The status, never <see cref="GrpcStatusCode.Ok"/>.</param>
/// <param name="message">What the client is told.</param>
internal sealed class GrpcException(GrpcStatusCode code, string message) : Exception(message)
{
    /// <summary>The status that the call ends with.</summary>
    public GrpcStatusCode Code { get; } = code;
}
