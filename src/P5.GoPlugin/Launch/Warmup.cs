using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
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

    internal static async Task RunAsync()
    {
        _ = new ProcessStartInfo().Environment;
        LoadTransport();
        LoadSockets();
        await ReadOutputAsync().ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
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
    private static async Task ReadOutputAsync()
    {
        var output = new OutputDispatcher(s_options.Command, s_options);
        using var standardOutput = new RehearsalStream();
        using var standardError = new RehearsalStream();
        var handshake = new StandardOutputReader(
            output.CreateStream(PluginOutputSource.Stdout), s_options.TimeProvider);
        var log = new StandardErrorReader(output, new ErrorTail(output.Redactor), observer: null);
        Task reading = Task.WhenAll(
            handshake.RunAsync(standardOutput, CancellationToken.None),
            log.RunAsync(standardError, CancellationToken.None));

        // After the readers have begun to wait, as with a process.
        standardOutput.Send("1|1|unix|/|grpc\n"u8);
        standardError.Send("""{"@level":"info","@message":"","@timestamp":"2000-01-01T00:00:00Z","key":""}"""u8);
        standardOutput.End();
        standardError.End();
        await reading.ConfigureAwait(false);
        _ = HandshakeLine.TryParse((await handshake.FirstLine.ConfigureAwait(false)).Text, out _, out _);
    }

    /// <summary>Calls a plugin in memory, reads its stdio stream, and detaches from it.</summary>
    /// <exception cref="PluginException">There was no answer.</exception>
    private static async Task CallAsync()
    {
        var connector = new PluginConnector(
            new PluginAddress(SocketPath: null, [], Port: 0), hostCertificate: null, pluginCertificate: null);
        var plugin = new AttachedHandle(
            s_options,
            new ReattachConfig(GoPluginProtocol.Grpc, "memory", "", Environment.ProcessId, ProtocolVersion: null));
        var client = new PluginClient(s_options, new PluginConnection(
            plugin, ProtocolVersion: 1, new PluginChannel(connector, s_options, new RehearsalStream()), connector));
        await using (client.ConfigureAwait(false))
        {
            DateTime deadline = s_options.TimeProvider.GetUtcNow().UtcDateTime + s_options.StartTimeout;
            await new Health.HealthClient(client.CallInvoker)
                .CheckAsync(PluginClient.HealthRequest, new CallOptions(deadline: deadline))
                .ConfigureAwait(false);
        }

        await client.Exited.ConfigureAwait(false);
    }
}
