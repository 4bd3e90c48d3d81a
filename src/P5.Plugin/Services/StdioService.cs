using Google.Protobuf.WellKnownTypes;
using P5.Plugin.Grpc;
using P5.Plugin.Output;

namespace P5.Plugin.Services;

/// <summary><c>plugin.GRPCStdio</c>: the host reads what the plugin writes to its console.</summary>
internal static class StdioService
{
    /// <summary>The methods.</summary>
    public static IEnumerable<GrpcMethod> CreateMethods(StdioBuffer buffer) =>
    [
        GrpcMethod.ServerStream(
            "/plugin.GRPCStdio/StreamStdio",
            Empty.Parser,
            (_, cancellationToken) => buffer.ReadAllAsync(cancellationToken)),
    ];
}
