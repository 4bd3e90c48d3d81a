using Microsoft.Extensions.Logging;

namespace P5.Plugin.Grpc;

/// <summary>What the gRPC server tells the host's log.</summary>
internal static partial class GrpcLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "call failed {Method} {Status}")]
    public static partial void CallFailed(ILogger logger, string? method, GrpcStatusCode status, Exception exception);
}
