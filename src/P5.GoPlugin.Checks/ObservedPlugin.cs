using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using P5.Proto.Health.V1;

namespace P5.GoPlugin.Checks;

/// <summary>A plugin that is started, read and connected to step by step, so that each step can be a rule.</summary>
internal sealed class ObservedPlugin : IAsyncDisposable
{
    private readonly PluginClientOptions _options;
    private readonly X509Certificate2? _hostCertificate;
    private readonly CancellationTokenSource _stdioEnd = new();
    private readonly long _start;

    private ObservedPlugin(PluginClientOptions options, string command, X509Certificate2? hostCertificate)
    {
        _options = options;
        _hostCertificate = hostCertificate;
        _start = options.TimeProvider.GetTimestamp();
        Handle = new PluginLauncher(options).Start(command, hostCertificate, Trace);
        HandshakeTime = MeasureAsync();
    }

    internal PluginHandle Handle { get; }

    internal ProcessTrace Trace { get; } = new();

    internal bool IsRunning => !Handle.Exited.IsCompleted;

    /// <summary>Completes with the time from the start to the end of the first line.</summary>
    internal Task<TimeSpan> HandshakeTime { get; }

    /// <summary>The handshake; null before it is read.</summary>
    internal HandshakeLine? Handshake { get; private set; }

    /// <summary>Opens more connections; null before the first one.</summary>
    internal PluginConnector? Connector { get; private set; }

    /// <summary>The connection.</summary>
    /// <exception cref="InvalidOperationException">The plugin is not connected.</exception>
    [field: AllowNull]
    internal PluginChannel Channel
    {
        get => field ?? throw new InvalidOperationException("The plugin is not connected.");
        private set;
    }

    /// <summary>Makes calls that fail with public exceptions, for rules of other services.</summary>
    internal CallInvoker CallInvoker => new PluginCallInvoker(Channel, _options.TimeProvider, Translate);

    /// <summary>
    /// Reads go-plugin's stdio service; null before the start. The result is the failure of the stream, or null.
    /// </summary>
    internal Task<CallException?>? Stdio { get; private set; }

    /// <exception cref="PluginStartException">
    /// The operating system could not start it, or not create the host's certificate.
    /// </exception>
    internal static ObservedPlugin Start(PluginClientOptions options, string command, bool offersMtls)
    {
        X509Certificate2? certificate = offersMtls ? new PluginLauncher(options).CreateCertificate(command) : null;
        try
        {
            return new ObservedPlugin(options, command, certificate);
        }
        catch
        {
            certificate?.Dispose();
            throw;
        }
    }

    /// <exception cref="PluginStartException">The plugin ended before its handshake.</exception>
    /// <exception cref="PluginHandshakeException">The first line is not a handshake.</exception>
    internal async Task<HandshakeLine> ReadHandshakeAsync(CancellationToken cancellationToken) =>
        Handshake = await PluginLauncher.ReadHandshakeAsync(Handle, cancellationToken).ConfigureAwait(false);

    /// <exception cref="PluginStartException">The plugin ended right after its handshake.</exception>
    /// <exception cref="PluginHandshakeException">
    /// The address is invalid, or nothing, or another program, is listening there.
    /// </exception>
    internal async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (!PluginAddress.TryParse(
            Handshake!.Network,
            Handshake.Address,
            out PluginAddress? address,
            out string? problem,
            Handle.SocketFolder))
        {
            throw new PluginHandshakeException(
                $"The host cannot connect: {problem}.",
                Handle.Failure(
                    "Print the full path of a unix socket, or 127.0.0.1 and a port, in the third and fourth field of "
                    + "the handshake."));
        }

        var connector = new PluginConnector(
            address, _hostCertificate, Handshake.Certificate, _options.TimeProvider);
        Channel = await new PluginLauncher(_options)
            .ConnectAsync(Handle, connector, cancellationToken)
            .ConfigureAwait(false);
        Connector = connector;
    }

    /// <summary>Starts to read go-plugin's stdio service, which can be read once in a plugin's life.</summary>
    internal void ReadStdio() => Stdio =
        new StdioReader(Handle, _options.TimeProvider, _options.Logger).RunAsync(Channel, _stdioEnd.Token);

    /// <summary>Creates another connection, which the caller disposes.</summary>
    internal PluginChannel OpenAnother(PluginConnector connector) => new(connector, _options);

    /// <summary>Makes a call that every gRPC server answers, at least with UNIMPLEMENTED.</summary>
    /// <returns>The time until the answer.</returns>
    /// <exception cref="CallException">The plugin did not answer.</exception>
    internal async Task<TimeSpan> ProbeAsync(PluginChannel channel, CancellationToken cancellationToken)
    {
        long start = _options.TimeProvider.GetTimestamp();
        try
        {
            await new Health.HealthClient(channel.CallInvoker)
                .CheckAsync(PluginClient.HealthRequest, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
        catch (CallException failure) when (failure.Cause == CallFailureCause.Status)
        {
            // Also an answer.
        }

        return _options.TimeProvider.GetElapsedTime(start);
    }

    /// <summary>Kills the plugin, unless it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await Handle.KillAsync().ConfigureAwait(false);
        await _stdioEnd.CancelAsync().ConfigureAwait(false);
        if (Stdio is not null)
        {
            await Stdio.ConfigureAwait(false);
        }

        if (Connector is not null)
        {
            Channel.Dispose();
        }

        _hostCertificate?.Dispose();
        _stdioEnd.Dispose();
    }

    /// <summary>Does not wait for the end of the process: the suite describes its state.</summary>
    private Task<Exception> Translate(CallException failure)
    {
        PluginFailure facts = Handle.Failure(Handle.AfterCrash);
        return Task.FromResult<Exception>(failure.Cause switch
        {
            CallFailureCause.Connection => new PluginCrashedException(failure.Message, facts, failure),
            CallFailureCause.Deadline =>
                new PluginTimeoutException(failure.Message, facts, failure.Timeout!.Value, failure),
            _ => new PluginRpcException(failure.Message, facts, failure.StatusCode, failure.Detail, failure),
        });
    }

    private async Task<TimeSpan> MeasureAsync()
    {
        await Handle.FirstLine.ConfigureAwait(false);
        return _options.TimeProvider.GetElapsedTime(_start);
    }
}
