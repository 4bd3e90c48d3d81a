using P5.Proto.Health.V1;

namespace P5.GoPlugin.Tests;

public sealed class WarmUpTests
{
    private static readonly GrpcMethod<HealthCheckRequest, HealthCheckResponse> s_check =
        new("grpc.health.v1.Health", "Check", HealthCheckResponse.Parser);

    // It fails where the script is no HTTP/2, no gRPC or not the answer, and hangs where it waits for another request.
    [Fact(Timeout = 30_000)]
    public async Task WarmUpAsync_AnyMethod_GoesThroughACallToItsEnd() => await PluginClient.WarmUpAsync(
        s_check,
        new HealthCheckRequest { Service = "plugin" },
        new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving });

    [Fact(Timeout = 30_000)]
    public async Task UnaryCallAsync_ScriptedServer_GivesTheAnswerOfTheScript()
    {
        var answer = new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.NotServing };
        using var channel = new GrpcChannel(
            _ => ValueTask.FromResult<Stream>(new ScriptedServer(answer)), secure: false, TimeProvider.System);

        HealthCheckResponse received = await channel.UnaryCallAsync(s_check, new HealthCheckRequest());

        received.ShouldBe(answer);
    }
}
