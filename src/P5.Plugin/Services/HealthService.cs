using Grpc.Core;
using P5.Proto.Health.V1;

namespace P5.Plugin.Services;

/// <summary>Hosts ping a plugin with it. What runs is healthy: a plugin has no other state.</summary>
internal sealed class HealthService : Health.HealthBase
{
    /// <summary>The name under which go-plugin asks; the empty one is the server as a whole.</summary>
    private const string PluginServiceName = "plugin";

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        request.Service is PluginServiceName or ""
            ? Task.FromResult(new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving })
            : throw new RpcException(new Status(StatusCode.NotFound, $"Unknown service '{request.Service}'."));
}
