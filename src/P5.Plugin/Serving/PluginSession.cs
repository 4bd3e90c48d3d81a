using System.Text;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.Plugin;

/// <summary>Runs a plugin from its start to its end.</summary>
internal static class PluginSession
{
    /// <summary>The host kills the plugin after two seconds: calls in progress get half of them.</summary>
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(1);

    /// <summary>Serves until Shutdown, a signal, the end of the host or the token.</summary>
    /// <exception cref="PluginRefusedException">The host cannot be served.</exception>
    public static async Task RunAsync(
        HostInvitation invitation,
        PluginServerOptions options,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        Task<AutoMtls>? mtls = invitation.ClientCertificate is { } certificate
            ? AutoMtls.CreateAsync(certificate, timeProvider)
            : null;
        using var socket = ListenSocket.Bind(invitation.SocketDirectory, invitation.MinPort, invitation.MaxPort);
        IServingMode mode = invitation.Mode;
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using CancellationTokenRegistration cancelled = cancellationToken.Register(lifetime.StopApplication);
        using var signals = new StopSignals(lifetime.StopApplication, mode.EndsOnInterrupt);

        // Started early: the parent may end while the server starts.
        Task starterGone = mode.WaitForStarterEndAsync(timeProvider, lifetime.ApplicationStopping);

        using Stream stdout = Console.OpenStandardOutput();
        using Stream stderr = Console.OpenStandardError();
        var output = new StdioBuffer();
        ILogWriter log = mode.CreateLog(stderr, timeProvider);
        using ConsoleRedirection redirection = mode.Redirect(output, stdout, stderr);

        var server = new GrpcServer(options, mode, log, output, lifetime);
        await using (server.ConfigureAwait(false))
        {
            await server.StartAsync(socket, mtls).ConfigureAwait(false);
            using AutoMtls? secured = mtls is null ? null : await mtls.ConfigureAwait(false);
            var handshake = new HandshakeLine(
                GoPluginProtocol.CoreVersion,
                invitation.ProtocolVersion,
                socket.Network,
                socket.Address,
                GoPluginProtocol.Grpc,
                secured?.ServerCertificate);
            string announcement = mode.Announce(GrpcServer.PluginName, handshake);
            await stdout.WriteAsync(Encoding.UTF8.GetBytes(announcement), CancellationToken.None).ConfigureAwait(false);
            await stdout.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            lifetime.NotifyStarted();

            await WaitForEndAsync(starterGone, lifetime).ConfigureAwait(false);
            output.Complete();
            using var grace = new CancellationTokenSource(s_stopGrace, timeProvider);
            await server.StopAsync(grace.Token).ConfigureAwait(false);
        }

        lifetime.NotifyStopped();
    }

    private static async Task WaitForEndAsync(Task starterGone, ApplicationLifetime lifetime)
    {
        try
        {
            await starterGone.ConfigureAwait(false);
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Shutdown, a signal or the token.
        }
    }
}
