using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace P5.GoPlugin;

/// <summary>Starts a plugin: finds and verifies its file, starts it, reads its handshake, connects to it.</summary>
internal sealed class PluginLauncher(PluginClientOptions options)
{
    internal async Task<PluginConnection> LaunchAsync(CancellationToken cancellationToken)
    {
        string command = PluginExecutable.Find(options);
        using var timer = new CancellationTokenSource(options.StartTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        PluginHandle? plugin = null;
        X509Certificate2? certificate = null;
        try
        {
            await PluginExecutable.VerifyAsync(options, command, either.Token).ConfigureAwait(false);
            certificate = OffersMtls ? CreateCertificate(command) : null;
            plugin = Start(command, certificate);
            HandshakeLine line = await ReadHandshakeAsync(plugin, either.Token).ConfigureAwait(false);
            PluginConnector connector = await ChooseConnectorAsync(plugin, line, certificate).ConfigureAwait(false);
            PluginChannel channel = await ConnectAsync(plugin, connector, either.Token).ConfigureAwait(false);
            plugin.MayLeaveChildren = true;
            options.Logger.Connected(
                plugin.Name, connector.Address.ToString(), line.AppVersion, connector.IsSecure);
            return new PluginConnection(plugin, line.AppVersion, channel, connector);
        }
        catch (Exception failure)
        {
            certificate?.Dispose();
            if (plugin is not null)
            {
                await plugin.KillAsync().ConfigureAwait(false);
            }

            throw failure switch
            {
                PluginException or ArgumentException => failure,
                OperationCanceledException when cancellationToken.IsCancellationRequested =>
                    new OperationCanceledException(
                        "The start of the plugin was cancelled.", failure, cancellationToken),
                OperationCanceledException => LaunchFailure.TimedOut(command, plugin, options.StartTimeout),
                _ => LaunchFailure.Unexpected(command, plugin, failure),
            };
        }
    }

    private bool OffersMtls =>
        options.Mtls == MtlsMode.Always || (options.Mtls == MtlsMode.Auto && OperatingSystem.IsWindows());

    /// <exception cref="PluginStartException">The operating system cannot create it.</exception>
    internal X509Certificate2 CreateCertificate(string command)
    {
        try
        {
            return OneTimeCertificate.Create(options.TimeProvider.GetUtcNow());
        }
        catch (CryptographicException failure)
        {
            throw LaunchFailure.NoCertificate(command, failure);
        }
    }

    /// <exception cref="PluginStartException">The operating system could not start it.</exception>
    internal PluginHandle Start(string command, X509Certificate2? certificate, IProcessObserver? observer = null)
    {
        // Checked here because the operating system's message would not name the folder.
        if (options.WorkingDirectory is { } directory && !Directory.Exists(directory))
        {
            throw new PluginStartException(
                $"The plugin '{command}' cannot be started: its working folder '{directory}' does not exist.",
                new PluginFailure(command, "Create the folder, or start the plugin in another one."));
        }

        SocketFolder folder = CreateFolder(command);
        ChildProcess? child = null;
        try
        {
            child = ChildProcess.Start(
                command,
                options.Arguments,
                options.WorkingDirectory,
                environment => PluginEnvironment.Apply(
                    environment, options, folder.Path, certificate?.ExportCertificatePem()));
            return new PluginHandle(options, command, child, folder, observer);
        }
        catch (Exception failure)
        {
            child?.KillTree(command, options.Logger);
            folder.TryDelete(command, options.Logger);
            if (failure is not (Win32Exception or IOException or UnauthorizedAccessException or ArgumentException))
            {
                throw;
            }

            throw LaunchFailure.NotStarted(command, failure);
        }
    }

    private SocketFolder CreateFolder(string command)
    {
        try
        {
            return SocketFolder.Create(options.SocketRoot, command, options.Logger);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PluginStartException(
                $"The plugin '{command}' cannot be started: the folder for its socket cannot be created. "
                + failure.Message,
                new PluginFailure(
                    command,
                    "Free space in the temporary folder, or get access to it. If a folder of another user or a link is "
                    + "in the way, delete it or use another temporary folder."),
                failure);
        }
    }

    /// <exception cref="PluginStartException">The plugin ended before its handshake.</exception>
    /// <exception cref="PluginHandshakeException">The first line is not a handshake.</exception>
    internal static async Task<HandshakeLine> ReadHandshakeAsync(
        PluginHandle plugin, CancellationToken cancellationToken)
    {
        // A child of a plugin that ended can hold its standard output open, so both ends are watched.
        await Task.WhenAny(plugin.FirstLine, plugin.Exited).WaitAsync(cancellationToken).ConfigureAwait(false);
        bool outputEnded = plugin.FirstLine is { IsCompleted: true, Result.End: FirstLineEnd.EndOfOutput };
        Task other = outputEnded ? plugin.Exited : plugin.FirstLine;
        if (!other.IsCompleted)
        {
            await Task.WhenAny(other, Task.Delay(LaunchFailure.EndGrace, cancellationToken)).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();

        FirstLine first = plugin.FirstLine.IsCompleted
            ? plugin.FirstLine.Result
            : new FirstLine("", FirstLineEnd.EndOfOutput);
        if (string.IsNullOrWhiteSpace(first.Text) && first.End != FirstLineEnd.LineFeed)
        {
            throw await LaunchFailure.NoOutputAsync(plugin).ConfigureAwait(false);
        }

        if (first.End == FirstLineEnd.Limit)
        {
            throw await LaunchFailure.InvalidHandshakeAsync(plugin, first.Text, "it has no end within 64 KiB")
                .ConfigureAwait(false);
        }

        if (!HandshakeLine.TryParse(first.Text, out HandshakeLine? line, out string? problem))
        {
            throw await LaunchFailure.InvalidHandshakeAsync(plugin, first.Text, problem).ConfigureAwait(false);
        }

        // Even if the plugin is rejected now: its socket must not stay behind.
        if (PluginAddress.TryParse(line.Network, line.Address, out PluginAddress? address, out _, plugin.SocketFolder)
            && address.SocketPath is { } socket)
        {
            plugin.SetSocket(socket);
        }

        return line;
    }

    private async Task<PluginConnector> ChooseConnectorAsync(
        PluginHandle plugin, HandshakeLine line, X509Certificate2? certificate)
    {
        if (line.CoreVersion != GoPluginProtocol.CoreVersion)
        {
            throw await LaunchFailure.WrongVersionAsync(
                plugin, "go-plugin's core protocol", $"{GoPluginProtocol.CoreVersion}", line.CoreVersion)
                .ConfigureAwait(false);
        }

        if (!options.Handshake.ProtocolVersions.Contains(line.AppVersion))
        {
            string offered = options.Handshake.FormatVersions(", ");
            throw await LaunchFailure.WrongVersionAsync(
                plugin, "the application's protocol", offered, line.AppVersion).ConfigureAwait(false);
        }

        if (line.Protocol != GoPluginProtocol.Grpc)
        {
            string spoken = SafeText.Truncate(line.Protocol);
            throw await LaunchFailure.UnsupportedAsync(
                plugin,
                $"uses the protocol '{spoken}'; this host supports only '{GoPluginProtocol.Grpc}'",
                "Install a version that serves gRPC. On HashiCorp's library, set GRPCServer in its ServeConfig.",
                GoPluginProtocol.Grpc,
                spoken).ConfigureAwait(false);
        }

        if (options.Mtls == MtlsMode.Always && line.Certificate is null)
        {
            throw await LaunchFailure.UnsupportedAsync(
                plugin,
                "does not encrypt its connection (AutoMTLS), but the host requires it",
                "Use a plugin that supports AutoMTLS, or set mtls to another value than always for this plugin.",
                "AutoMTLS only",
                "plain text only").ConfigureAwait(false);
        }

        return PluginAddress.TryParse(
            line.Network, line.Address, out PluginAddress? address, out string? problem, plugin.SocketFolder)
            ? new PluginConnector(address, certificate, line.Certificate, options.TimeProvider)
            : throw await LaunchFailure
                .InvalidHandshakeAsync(plugin, $"{line.Network}|{line.Address}", problem).ConfigureAwait(false);
    }

    /// <exception cref="PluginStartException">The plugin ended right after its handshake.</exception>
    /// <exception cref="PluginHandshakeException">Nothing, or another program, is listening at its address.</exception>
    internal async Task<PluginChannel> ConnectAsync(
        PluginHandle plugin, PluginConnector connector, CancellationToken cancellationToken)
    {
        Stream opened;
        try
        {
            opened = await connector.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException)
        {
            throw await LaunchFailure.UnreachableAsync(plugin, connector.Address, failure).ConfigureAwait(false);
        }

        Warmup.LoadTransport();
        return new PluginChannel(connector, options, opened);
    }
}
