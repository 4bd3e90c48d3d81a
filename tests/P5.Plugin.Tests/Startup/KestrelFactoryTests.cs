using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using P5.Plugin.Grpc;
using P5.Plugin.Services;
using P5.Plugin.Startup;
using P5.Plugin.Tests.Support;
using P5.Proto.Health.V1;

namespace P5.Plugin.Tests.Startup;

public sealed class KestrelFactoryTests
{
    // What plugins listen on under Windows, on every system.
    [Fact]
    public async Task Create_TcpSocket_ServesOnItsAddress()
    {
        using var socket = ListenSocket.BindTcp(0, 0);
        using KestrelServer server = KestrelFactory.Create(socket, mtls: null, NullLoggerFactory.Instance);
        var application = new GrpcApplication(HealthService.CreateMethods(), TimeProvider.System, NullLogger.Instance);
        await server.StartAsync(application, CancellationToken.None);
        using var client = new GrpcClient(socket.Address.Network, socket.Address.Address, tls: null);

        GrpcReply reply = await client.CallAsync(GrpcClient.HealthCheck, new HealthCheckRequest());

        reply.Status.ShouldBe("0");
        await server.StopAsync(CancellationToken.None);
    }
}
