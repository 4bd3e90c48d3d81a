using System.Net;
using System.Net.Sockets;

namespace P5.Plugin.Tests;

public sealed class ListenSocketTests
{
    [Fact]
    public void BindUnix_Disposed_RemovesTheFile()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoUnixSockets);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("p5t");
        try
        {
            ListenSocket socket = ListenSocket.BindUnix(folder.FullName);
            File.Exists(socket.Address).ShouldBeTrue();

            socket.Dispose();

            folder.EnumerateFileSystemInfos().ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void BindUnix_PathTooLong_SaysSoAndWhatToDo()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoUnixSockets);
        string folder = Path.Combine(Path.GetTempPath(), new string('d', 108));

        Should.Throw<PluginRefusedException>(() => ListenSocket.BindUnix(folder))
            .Message.ShouldSatisfyAllConditions(
                m => m.ShouldContain("longer than the system allows"),
                m => m.ShouldContain("PLUGIN_UNIX_SOCKET_DIR"));
    }

    [Fact]
    public void BindUnix_NoSuchFolder_SaysSoAndWhatToDo()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoUnixSockets);
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        Should.Throw<PluginRefusedException>(() => ListenSocket.BindUnix(folder))
            .Message.ShouldContain("Check that the folder exists");
    }

    [Fact]
    public void BindTcp_PortTaken_TakesTheNextOfTheRange()
    {
        (TcpListener taken, int port) = TakePort();
        using (taken)
        {
            using var socket = ListenSocket.BindTcp(port, ushort.MaxValue);

            socket.Network.ShouldBe("tcp");
            IPEndPoint address = IPEndPoint.Parse(socket.Address);
            address.Address.ShouldBe(IPAddress.Loopback);
            address.Port.ShouldBeGreaterThan(port);
        }
    }

    // Two plugins that start at once. Wine, unlike Windows, allows both to be bound to one port.
    [Fact]
    public void BindTcp_TwiceInOneRange_TakesTwoPorts()
    {
        (TcpListener taken, int port) = TakePort();
        using (taken)
        {
            using var first = ListenSocket.BindTcp(port, ushort.MaxValue);
            using var second = ListenSocket.BindTcp(port, ushort.MaxValue);

            second.Address.ShouldNotBe(first.Address);
        }
    }

    [Fact]
    public void BindTcp_WholeRangeTaken_SaysWhich()
    {
        (TcpListener taken, int port) = TakePort();
        using (taken)
        {
            Should.Throw<PluginRefusedException>(() => ListenSocket.BindTcp(port, port))
                .Message.ShouldContain($"from {port} to {port}");
        }
    }

    private static (TcpListener Listener, int Port) TakePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (listener, ((IPEndPoint)listener.LocalEndpoint).Port);
    }
}
