using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using P5.Proto.Health.V1;

namespace P5.Plugin.Tests;

public sealed class GrpcServerTests
{
    private static readonly PluginServerOptions s_options = new()
    {
        Handshake = new HandshakeConfig("TEST_PLUGIN", "on", [1]),
    };

    // What plugins listen on under Windows, on every system.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StartAsync_TcpSocket_ServesOnItsAddress(bool offersTls)
    {
        Assert.SkipWhen(offersTls && Wine.IsRunning, Wine.HasNoKeys);
        using TestTls? tls = offersTls ? new TestTls() : null;
        Task<AutoMtls>? mtls = tls is null ? null : AutoMtls.CreateAsync(tls.Pem, TimeProvider.System);
        using var socket = ListenSocket.BindTcp(0, 0);
        await using var server = new GrpcServer(
            s_options,
            new HostedMode(),
            new HclogWriter(Stream.Null, TimeProvider.System),
            new StdioBuffer(),
            new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
        await server.StartAsync(socket, mtls);
        if (mtls is not null)
        {
            tls!.ServerCertificate = (await mtls).ServerCertificate;
        }

        using var client = new PluginConnection(socket.Network, socket.Address, tls);
        HealthCheckResponse response = await client.Health.CheckAsync(new HealthCheckRequest());

        response.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.Serving);
        await server.StopAsync(CancellationToken.None);
    }
}
