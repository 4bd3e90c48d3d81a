using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using P5.Proto.Health.V1;

namespace P5.GoPlugin;

/// <summary>
/// Runs the code that makes the first start and the first call of a process slower than later ones, in memory: it
/// starts nothing, opens no file and connects to nothing.
/// </summary>
internal static class Warmup
{
    private static readonly PluginClientOptions s_options = new()
    {
        Command = nameof(Warmup),
        Handshake = new HandshakeConfig(nameof(Warmup), nameof(Warmup), [1]),
    };

    /// <summary>
    /// Blocks its thread, since asynchronous code of its own would have to be compiled too.
    /// </summary>
    /// <param name="answer">The message that answers each call.</param>
    /// <param name="use">Calls the plugin.</param>
    internal static void Run(IMessage answer, Func<PluginClient, Task> use)
    {
        _ = new ProcessStartInfo().Environment;
        LoadTransport();
        LoadSockets();
        ReadOutput();
        Call(answer, use);
    }

    internal static Task CheckHealthAsync(PluginClient client)
    {
        DateTime deadline = s_options.TimeProvider.GetUtcNow().UtcDateTime + s_options.StartTimeout;
        return new Health.HealthClient(client.CallInvoker)
            .CheckAsync(PluginClient.HealthRequest, new CallOptions(deadline: deadline))
            .ResponseAsync;
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

    /// <summary>Reads a handshake and a log line as from a plugin's pipes.</summary>
    private static void ReadOutput()
    {
        var output = new OutputDispatcher(s_options.Command, s_options);
        using var standardOutput = new RehearsalStream(answer: []);
        using var standardError = new RehearsalStream(answer: []);
        var handshake = new StandardOutputReader(
            output.CreateStream(PluginOutputSource.Stdout), s_options.TimeProvider);
        var log = new StandardErrorReader(output, new ErrorTail(output.Redactor), observer: null);
        var reading = Task.WhenAll(
            handshake.RunAsync(standardOutput, CancellationToken.None),
            log.RunAsync(standardError, CancellationToken.None));

        // After the readers have begun to wait, as with a process.
        standardOutput.Send("1|1|unix|/|grpc\n"u8);
        standardError.Send("""{"@level":"info","@message":"","@timestamp":"2000-01-01T00:00:00Z","key":""}"""u8);
        standardOutput.End();
        standardError.End();
        reading.GetAwaiter().GetResult();
        _ = HandshakeLine.TryParse(handshake.FirstLine.GetAwaiter().GetResult().Text, out _, out _);
    }

    /// <summary>Connects to a plugin in memory, reads its stdio stream, and detaches from it after the use.</summary>
    private static void Call(IMessage answer, Func<PluginClient, Task> use)
    {
        var connector = new PluginConnector(
            new PluginAddress(SocketPath: null, [], Port: 0),
            hostCertificate: null,
            pluginCertificate: null,
            TimeProvider.System);
        var plugin = new AttachedHandle(
            s_options,
            new ReattachConfig(GoPluginProtocol.Grpc, "memory", "", Environment.ProcessId, ProtocolVersion: null));
        var stream = new RehearsalStream(answer.ToByteArray());
        var client = new PluginClient(s_options, new PluginConnection(
            plugin, ProtocolVersion: 1, new PluginChannel(connector, s_options, stream), connector));
        try
        {
            use(client).GetAwaiter().GetResult();
        }
        finally
        {
            plugin.KillAsync().GetAwaiter().GetResult();
            client.Exited.GetAwaiter().GetResult();
        }
    }
}
