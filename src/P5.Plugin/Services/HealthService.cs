using P5.Plugin.Grpc;
using P5.Proto.Health.V1;

namespace P5.Plugin.Services;

/// <summary><c>grpc.health.v1.Health</c>: hosts ping a plugin with it.</summary>
internal static class HealthService
{
    /// <summary>The name under which go-plugin asks; the empty one is the server as a whole.</summary>
    private const string PluginServiceName = "plugin";

    /// <summary>The methods. What runs is healthy: a plugin has no other state.</summary>
    public static IEnumerable<GrpcMethod> CreateMethods() =>
    [
        GrpcMethod.Unary(
            "/grpc.health.v1.Health/Check",
            HealthCheckRequest.Parser,
            (request, _) => Task.FromResult(Check(request))),
    ];

    private static HealthCheckResponse Check(HealthCheckRequest request) => request.Service is PluginServiceName or ""
        ? new() { Status = HealthCheckResponse.Types.ServingStatus.Serving }
        : throw new GrpcException(GrpcStatusCode.NotFound, $"Unknown service '{request.Service}'.");
}
