using Grpc.Core;
using P5.Proto.Health.V1;

namespace P5.Plugin;

/// <summary>Answers a host's pings. A running plugin is always healthy.</summary>
internal sealed class HealthService : Health.HealthBase
{
    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        request.Service is GoPluginProtocol.HealthService or ""
            ? Task.FromResult(new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving })
            : throw new RpcException(new Status(StatusCode.NotFound, $"Unknown service '{request.Service}'."));
}
