using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin;

/// <summary>Starts a plugin: finds and checks its file, starts it, reads its handshake, connects to it.</summary>
internal sealed class PluginLauncher(PluginClientOptions options)
{
    internal const int CoreVersion = 1;
    internal const string GrpcProtocol = "grpc";

    private const string FittingVersions =
        "Install a version of the plugin that fits this host, or of the host that fits the plugin.";

    /// <summary>How long a process may outlive its standard output, or the other way round, at its end.</summary>
    private static readonly TimeSpan s_endGrace = TimeSpan.FromMilliseconds(500);

    internal async Task<LaunchedPlugin> LaunchAsync(CancellationToken cancellationToken)
    {
        string command = Find();
        using var timer = new CancellationTokenSource(options.StartTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        PluginRun? run = null;
        X509Certificate2? certificate = null;
        try
        {
            await CheckSumAsync(command, either.Token).ConfigureAwait(false);
            certificate = OffersMtls ? OneTimeCertificate.Create(options.TimeProvider) : null;
            run = Start(command, certificate);
            HandshakeLine line = await ReadHandshakeAsync(run, either.Token).ConfigureAwait(false);
            PluginConnector connector = await ChooseConnectorAsync(run, line, certificate).ConfigureAwait(false);
            PluginChannel channel = await ConnectAsync(run, connector, either.Token).ConfigureAwait(false);
            options.Logger.Connected(run.Name, connector.Address.ToString(), line.AppVersion, connector.IsSecure);
            return new LaunchedPlugin(run, line.AppVersion, channel, connector);
        }
        catch (Exception failure)
        {
            certificate?.Dispose();
            if (run is not null)
            {
                await run.KillAsync().ConfigureAwait(false);
            }

            if (failure is not OperationCanceledException)
            {
                throw;
            }

            throw cancellationToken.IsCancellationRequested
                ? new OperationCanceledException("The plugin's start was cancelled.", failure, cancellationToken)
                : TimedOut(command, run);
        }
    }

    private bool OffersMtls =>
        options.Mtls == MtlsMode.Always || (options.Mtls == MtlsMode.Auto && OperatingSystem.IsWindows());

    /// <exception cref="PluginNotFoundException">There is no such executable.</exception>
    internal string Find() => ExecutableFinder.TryFind(options.Command, out string? path, out string? problem)
        ? path
        : throw new PluginNotFoundException(
            $"The plugin '{options.Command}' cannot be found: {problem}.",
            new PluginFailure(options.Command, "Install the plugin, or correct its command; on Unix check its execute bit."));

    internal async Task CheckSumAsync(string command, CancellationToken cancellationToken)
    {
        if (options.Sha256 is null)
        {
            return;
        }

        byte[] expected = FileChecksum.Parse(options.Sha256);
        byte[] actual;
        try
        {
            actual = await FileChecksum.ComputeAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PluginStartException(
                $"The plugin '{command}' cannot be read to compute its checksum: {failure.Message}",
                new PluginFailure(command, "Make the file readable for this user."),
                failure);
        }

        if (!CryptographicOperations.FixedTimeEquals(expected, actual))
        {
            string expectedHex = Convert.ToHexStringLower(expected);
            string actualHex = Convert.ToHexStringLower(actual);
            throw new PluginChecksumException(
                $"The plugin '{command}' has the SHA-256 {actualHex}, but {expectedHex} is expected. It was not started.",
                new PluginFailure(command, "Find out why the file changed; if it was updated on purpose, update the checksum."),
                expectedHex,
                actualHex);
        }
    }

    /// <exception cref="PluginStartException">The operating system could not start it.</exception>
    internal PluginRun Start(string command, X509Certificate2? certificate, RunObservations? observations = null)
    {
        // Reported here because the operating system would only say that "a" file does not exist.
        if (options.WorkingDirectory is { } directory && !Directory.Exists(directory))
        {
            throw new PluginStartException(
                $"The plugin '{command}' cannot be started: its working folder '{directory}' does not exist.",
                new PluginFailure(command, "Make the folder, or start the plugin in another one."));
        }

        SocketFolder folder = MakeFolder(command);
        try
        {
            ChildProcess child = ChildProcess.Start(
                command,
                options.Arguments,
                options.WorkingDirectory,
                environment => PluginEnvironment.Apply(
                    environment, options, folder.Path, certificate?.ExportCertificatePem()));
            return new PluginRun(options, command, child, folder, observations);
        }
        catch (Exception failure)
        {
            DeleteUnused(folder, command);
            if (failure is not (Win32Exception or IOException or UnauthorizedAccessException))
            {
                throw;
            }

            // .NET wraps the system's words into a sentence that says again what was to be started.
            string reason = failure is Win32Exception system
                ? new Win32Exception(system.NativeErrorCode).Message
                : failure.Message;
            throw new PluginStartException(
                $"The plugin '{command}' cannot be started: {reason}",
                new PluginFailure(command, "Check that the file is a program for this machine, or a script with a #! line whose interpreter exists. If the system ran out of something, free it."),
                failure);
        }
    }

    private SocketFolder MakeFolder(string command)
    {
        try
        {
            string userFolder = UserFolder.Open(options.SocketRoot);
            OrphanReaper.RunOnce(userFolder, options.Logger);
            return SocketFolder.Create(userFolder, command);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PluginStartException(
                $"The plugin '{command}' cannot be started: there is no folder for its socket. {failure.Message}",
                new PluginFailure(command, "Free space or rights for the temporary folder; if another user's folder or a link is in the way, delete it, or name another temporary folder."),
                failure);
        }
    }

    private void DeleteUnused(SocketFolder folder, string command)
    {
        try
        {
            folder.DeleteUnused();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failed start is what the caller has to hear of.
            options.Logger.DeleteFailed(failure, command, folder.Path);
        }
    }

    /// <exception cref="PluginStartException">The plugin ended before its handshake.</exception>
    /// <exception cref="PluginHandshakeException">What it printed first is no handshake.</exception>
    internal static async Task<HandshakeLine> ReadHandshakeAsync(PluginRun run, CancellationToken cancellationToken)
    {
        // A child of a plugin that ended can hold its standard output open, so both ends are watched.
        await Task.WhenAny(run.FirstLine, run.Exited).WaitAsync(cancellationToken).ConfigureAwait(false);
        Task other = run.FirstLine.IsCompleted && !IsComplete(run.FirstLine.Result) ? run.Exited : run.FirstLine;
        if (!other.IsCompleted)
        {
            await Task.WhenAny(other, Task.Delay(s_endGrace, cancellationToken)).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();

        FirstLine first = run.FirstLine.IsCompleted
            ? run.FirstLine.Result
            : new FirstLine("", FirstLineEnd.EndOfOutput);
        if (string.IsNullOrWhiteSpace(first.Text) && first.End != FirstLineEnd.LineFeed)
        {
            throw await EndedOrSilentAsync(run).ConfigureAwait(false);
        }

        if (first.End == FirstLineEnd.Limit)
        {
            throw await NoHandshakeAsync(run, first.Text, "it has no end").ConfigureAwait(false);
        }

        return HandshakeLine.TryParse(first.Text, out HandshakeLine? line, out string? problem)
            ? line
            : throw await NoHandshakeAsync(run, first.Text, problem).ConfigureAwait(false);
    }

    private static bool IsComplete(FirstLine line) => line.End != FirstLineEnd.EndOfOutput;

    private async Task<PluginConnector> ChooseConnectorAsync(
        PluginRun run, HandshakeLine line, X509Certificate2? certificate)
    {
        if (line.CoreVersion != CoreVersion)
        {
            throw await UnsupportedAsync(
                run,
                $"speaks version {line.CoreVersion} of go-plugin's core protocol, and this host version {CoreVersion}",
                FittingVersions,
                $"{CoreVersion}",
                $"{line.CoreVersion}").ConfigureAwait(false);
        }

        if (!options.Handshake.ProtocolVersions.Contains(line.AppVersion))
        {
            string offered = options.Handshake.FormatVersions(", ");
            throw await UnsupportedAsync(
                run,
                $"speaks version {line.AppVersion} of the application's protocol, and this host {offered}",
                FittingVersions,
                offered,
                $"{line.AppVersion}").ConfigureAwait(false);
        }

        if (line.Protocol != GrpcProtocol)
        {
            string spoken = Printable.Shorten(line.Protocol);
            throw await UnsupportedAsync(
                run,
                $"speaks '{spoken}', and this host '{GrpcProtocol}' only",
                "Install a version of the plugin that serves gRPC; one on HashiCorp's library does where its ServeConfig has a GRPCServer.",
                GrpcProtocol,
                spoken).ConfigureAwait(false);
        }

        if (options.Mtls == MtlsMode.Always && line.Certificate is null)
        {
            throw await UnsupportedAsync(
                run,
                "does not encrypt its connection (AutoMTLS), which is required of it",
                "Use a plugin that supports AutoMTLS, or let mtls be something other than always for this one.",
                "AutoMTLS only",
                "plain text only").ConfigureAwait(false);
        }

        return PluginAddress.TryParse(line.Network, line.Address, out PluginAddress? address, out string? problem)
            ? new PluginConnector(address, certificate, line.Certificate)
            : throw await NoHandshakeAsync(run, $"{line.Network}|{line.Address}", problem).ConfigureAwait(false);
    }

    /// <exception cref="PluginStartException">The plugin ended right after its handshake.</exception>
    /// <exception cref="PluginHandshakeException">Nobody, or somebody else, listens at its address.</exception>
    internal async Task<PluginChannel> ConnectAsync(
        PluginRun run, PluginConnector connector, CancellationToken cancellationToken)
    {
        Stream opened;
        try
        {
            opened = await connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            throw await UnreachableAsync(run, connector, failure).ConfigureAwait(false);
        }

        run.SocketPath = connector.Address.SocketPath;
        return new PluginChannel(connector, options, opened);
    }

    private static async Task<PluginException> EndedOrSilentAsync(PluginRun run)
    {
        if (!run.Exited.IsCompleted)
        {
            await run.KillAsync().ConfigureAwait(false);
            return new PluginHandshakeException(
                $"The plugin '{run.Command}' closed its standard output without a handshake.{run.ErrorSummary}",
                run.Failure("Check that the command is a go-plugin plugin."));
        }

        await run.Ended.ConfigureAwait(false);
        PluginFailure failure = run.Failure("Run the command in a terminal and see what it says; check that it is a plugin for this host.");
        return new PluginStartException(
            $"The plugin '{run.Command}' ended with the exit code {failure.ExitCode} before its handshake.{run.ErrorSummary}",
            failure);
    }

    private static async Task<PluginException> NoHandshakeAsync(PluginRun run, string line, string problem)
    {
        await run.KillAsync().ConfigureAwait(false);
        return new PluginHandshakeException(
            $"The first line of the plugin '{run.Command}' is no valid handshake: {problem}. The line: '{Printable.Shorten(run.Redact(line))}'.{run.ErrorSummary}",
            run.Failure("Check that the command is a go-plugin plugin and that it prints nothing to its standard output before its handshake."));
    }

    private static async Task<PluginException> UnsupportedAsync(
        PluginRun run, string what, string recommendedAction, string host, string plugin)
    {
        await run.KillAsync().ConfigureAwait(false);
        return new PluginProtocolException(
            $"The plugin '{run.Command}' {what}.", run.Failure(recommendedAction), host, plugin);
    }

    private static async Task<PluginException> UnreachableAsync(
        PluginRun run, PluginConnector connector, Exception cause)
    {
        // A plugin that ends between its handshake and the connection looks like a wrong address.
        await Task.WhenAny(run.Ended, Task.Delay(s_endGrace)).ConfigureAwait(false);
        bool ended = run.Exited.IsCompleted;

        // Before the end of the plugin takes its folder away.
        (string problem, string action) = WhyUnreachable(connector.Address, cause);
        await run.KillAsync().ConfigureAwait(false);
        if (ended)
        {
            PluginFailure failure = run.Failure("Run the command in a terminal and see what it says.");
            return new PluginStartException(
                $"The plugin '{run.Command}' ended with the exit code {failure.ExitCode} right after its handshake.{run.ErrorSummary}",
                failure,
                cause);
        }

        return new PluginHandshakeException(
            $"The plugin '{run.Command}' cannot be connected to at '{connector.Address}': {problem}.{run.ErrorSummary}",
            run.Failure(action),
            cause);
    }

    private static (string Problem, string Action) WhyUnreachable(PluginAddress address, Exception cause)
    {
        const string ListenFirst =
            "Check that the plugin prints its handshake only when it listens, and with the address that it listens on.";
        return cause switch
        {
            SocketException when address.SocketPath is { } socket && !Path.Exists(socket) =>
                ("there is no such socket", ListenFirst),
            SocketException => ($"nobody listens at the address of its handshake ({cause.Message})", ListenFirst),
            _ => ($"the other side of its address does not hold the certificate of its handshake, or refuses the host's ({cause.Message})",
                "Check that it is the plugin who listens there, and that it shows the certificate of its handshake and takes that of PLUGIN_CLIENT_CERT."),
        };
    }

    private PluginStartTimeoutException TimedOut(string command, PluginRun? run)
    {
        const string Action = "Raise the start timeout if the plugin is slow to start; else run it in a terminal and see what it waits for.";
        return new PluginStartTimeoutException(
            $"The plugin '{command}' was not ready within {options.StartTimeout.TotalSeconds:0.###} s and was killed.{run?.ErrorSummary}",
            run?.Failure(Action) ?? new PluginFailure(command, Action));
    }
}
