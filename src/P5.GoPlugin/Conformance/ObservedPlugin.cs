using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using P5.Proto.Health.V1;

namespace P5.GoPlugin;

/// <summary>A plugin that is started, read and connected to step by step, each a rule of its own.</summary>
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
        Run = new PluginLauncher(options).Start(command, hostCertificate, Observations);
        HandshakeTime = MeasureAsync();
    }

    internal PluginRun Run { get; }

    internal RunObservations Observations { get; } = new();

    internal bool IsRunning => !Run.Exited.IsCompleted;

    /// <summary>What it ended with; null while it runs, and where it was killed.</summary>
    internal int? ExitCode => Run.Failure("").ExitCode;

    /// <summary>Completes with the time from the start to the end of the first line.</summary>
    internal Task<TimeSpan> HandshakeTime { get; }

    /// <summary>Its handshake, once it was read.</summary>
    internal HandshakeLine? Handshake { get; private set; }

    /// <summary>What opens further connections, once there is one.</summary>
    internal PluginConnector? Connector { get; private set; }

    /// <summary>The connection.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    [field: AllowNull]
    internal PluginChannel Channel
    {
        get => field ?? throw new InvalidOperationException("The plugin is not connected.");
        private set;
    }

    /// <summary>Calls whose failures are those that rules of other services can know.</summary>
    internal CallInvoker CallInvoker => new PluginCallInvoker(Channel, _options.TimeProvider, Explain);

    /// <summary>The reading of go-plugin's stdio service: how its stream failed, or null; null before it begins.</summary>
    internal Task<CallException?>? Stdio { get; private set; }

    /// <exception cref="PluginStartException">The operating system could not start it.</exception>
    internal static ObservedPlugin Start(PluginClientOptions options, string command, bool offersMtls)
    {
        X509Certificate2? certificate = offersMtls ? OneTimeCertificate.Create(options.TimeProvider) : null;
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
    /// <exception cref="PluginHandshakeException">What it printed first is no handshake.</exception>
    internal async Task<HandshakeLine> ReadHandshakeAsync(CancellationToken cancellationToken) =>
        Handshake = await PluginLauncher.ReadHandshakeAsync(Run, cancellationToken).ConfigureAwait(false);

    /// <summary>Connects to the address of the handshake.</summary>
    /// <exception cref="PluginStartException">The plugin ended right after its handshake.</exception>
    /// <exception cref="PluginHandshakeException">Its address is none, or nobody or somebody else listens there.</exception>
    internal async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (!PluginAddress.TryParse(Handshake!.Network, Handshake.Address, out PluginAddress? address, out string? problem))
        {
            throw new PluginHandshakeException(
                $"It cannot be connected to: {problem}.",
                Run.Failure("Print the full path of a unix socket, or 127.0.0.1 and a port, in the third and fourth field of the handshake."));
        }

        var connector = new PluginConnector(address, _hostCertificate, Handshake.Certificate);
        Channel = await new PluginLauncher(_options).ConnectAsync(Run, connector, cancellationToken).ConfigureAwait(false);
        Connector = connector;
    }

    /// <summary>Begins to read go-plugin's stdio service, which it serves once in its life.</summary>
    internal void ReadStdio() => Stdio =
        new StdioService(Run, _options.TimeProvider, _options.Logger).RunAsync(Channel, _stdioEnd.Token);

    /// <summary>Opens another connection, for as long as the caller keeps it.</summary>
    internal PluginChannel OpenAnother(PluginConnector connector) => new(connector, _options);

    /// <summary>Makes a call that every gRPC server answers, if only by saying that it does not know it.</summary>
    /// <returns>How long the answer took.</returns>
    /// <exception cref="CallException">There was none.</exception>
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
            // An answer too.
        }

        return _options.TimeProvider.GetElapsedTime(start);
    }

    /// <summary>Kills it, unless it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await Run.KillAsync().ConfigureAwait(false);
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

    /// <summary>What became of the process is for the suite to say.</summary>
    private Task<Exception> Explain(CallException failure)
    {
        PluginFailure facts = Run.Failure(Run.AfterCrash);
        return Task.FromResult<Exception>(failure.Cause switch
        {
            CallFailureCause.Connection => new PluginCrashedException(failure.Message, facts, failure),
            CallFailureCause.Deadline => new PluginTimeoutException(failure.Message, facts, failure.Timeout!.Value, failure),
            _ => new PluginRpcException(failure.Message, facts, failure.StatusCode, failure.Detail, failure),
        });
    }

    private async Task<TimeSpan> MeasureAsync()
    {
        await Run.FirstLine.ConfigureAwait(false);
        return _options.TimeProvider.GetElapsedTime(_start);
    }
}
