using P5.Proto.GoPlugin;
using P5.Proto.Health.V1;

namespace P5.GoPlugin;

/// <summary>What a host calls of every plugin, whatever its service.</summary>
internal static class PluginMethods
{
    internal static GrpcMethod<Empty, Empty> Shutdown { get; } =
        new("plugin.GRPCController", "Shutdown", Empty.Parser);

    internal static GrpcMethod<HealthCheckRequest, HealthCheckResponse> Check { get; } =
        new("grpc.health.v1.Health", "Check", HealthCheckResponse.Parser);

    /// <summary>Asks for the one name under which go-plugin serves its health.</summary>
    internal static HealthCheckRequest HealthRequest => new() { Service = "plugin" };
}
