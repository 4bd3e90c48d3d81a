using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using P5.Proto.GoPlugin;

namespace P5.GoPlugin;

/// <summary>Runs the code that makes the first start and the first call of a process slower than later ones.</summary>
internal static class Warmup
{
    internal static void Run()
    {
        _ = new ProcessStartInfo().Environment;
        _ = LogLine.TryParse(
            """{"@level":"info","@message":"","@timestamp":"2000-01-01T00:00:00.000000Z","key":""}""");
        _ = HandshakeLine.TryParse("1|1|unix|/|grpc", out _, out _);
        _ = StdioData.Parser.ParseFrom([]);
        LoadTransport();
        LoadSockets();
    }

    /// <summary>
    /// Loads an assembly that .NET's HTTP/2 connections depend on. If loading it failed while a connection is
    /// constructed, the finalizer of the incomplete connection would end the process.
    /// </summary>
    internal static void LoadTransport() => RuntimeHelpers.RunClassConstructor(typeof(Channel<int>).TypeHandle);

    private static void LoadSockets()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        }
        catch (SocketException)
        {
            // A start that needs a socket reports this.
        }
    }
}
