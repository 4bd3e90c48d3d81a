using Microsoft.Extensions.Logging;

namespace P5.Plugin.Grpc;

/// <summary>What the gRPC server tells the host's log.</summary>
internal static partial class GrpcLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "call threw {Method} {StackTrace}")]
    public static partial void CallThrew(ILogger logger, string method, string? stackTrace, Exception exception);
}
