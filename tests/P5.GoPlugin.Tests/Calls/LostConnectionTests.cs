using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace P5.GoPlugin.Tests;

/// <summary>A connection that ends when a call begins.</summary>
public sealed class LostConnectionTests
{
    // The end was read, but the transport has not failed the requests of the connection yet.
    [Fact]
    public async Task Classify_ConnectionEndedJustBeforeTheCall_IsALostConnection()
    {
        using var plugin = new TcpListener(IPAddress.Loopback, 0);
        plugin.Start();
        PluginAddress.TryParse("tcp", $"{plugin.LocalEndpoint}", out PluginAddress? address, out _).ShouldBeTrue();
        using var connector = new PluginConnector(address, null, null, TimeProvider.System);
        await using Stream first = await connector.ConnectAsync(CancellationToken.None);
        using (await plugin.AcceptSocketAsync().WaitAsync(TestTimeout.Default))
        {
        }

        (await first.ReadAsync(new byte[1]).AsTask().WaitAsync(TestTimeout.Default)).ShouldBe(0);
        using var channel = new PluginChannel(
            connector,
            new PluginClientOptions { Command = "kv", Handshake = new HandshakeConfig("COOKIE", "crumb", [1]) });
        using var call = new PluginCall(channel, "/kv/Get", "Value", default, TimeProvider.System);

        CauseOf(call).ShouldBe(CallFailureCause.Connection);

        // A new connection was opened since: it is not known that this one has failed.
        await using Stream second = await connector.ConnectAsync(CancellationToken.None);
        CauseOf(call).ShouldBe(CallFailureCause.Answer);
    }

    private static CallFailureCause CauseOf(PluginCall call)
    {
        var end = new HttpRequestException("The request failed.", new IOException("", new IOException("The end.")));
        return call.Classify(new RpcException(new Status(StatusCode.Unavailable, "", end)))
            .ShouldBeOfType<CallException>().Cause;
    }
}
