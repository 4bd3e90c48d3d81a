using System.Text;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using P5.Plugin.Lifetime;
using P5.Plugin.Logging;
using P5.Plugin.Modes;
using P5.Plugin.Output;
using P5.Plugin.Startup;

namespace P5.Plugin;

/// <summary>A plugin's life from its start to its end.</summary>
internal static class PluginSession
{
    /// <summary>The host waits two seconds before it kills: calls under way get half of it.</summary>
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(1);

    /// <summary>Serves until the host says so, a signal, the host's end or the token.</summary>
    /// <exception cref="PluginRefusedException">The host cannot be served.</exception>
    public static async Task RunAsync(
        HostInvitation invitation,
        PluginServerOptions options,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        Task<AutoMtls>? mtls = invitation.ClientCertificate is { } certificate
            ? AutoMtls.CreateAsync(certificate, timeProvider.GetUtcNow())
            : null;
        using var socket = ListenSocket.Bind(invitation.SocketDirectory, invitation.MinPort, invitation.MaxPort);
        IServingMode mode = invitation.Mode;
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using CancellationTokenRegistration cancelled = cancellationToken.Register(lifetime.StopApplication);
        using var signals = new StopSignals(lifetime.StopApplication, mode.IsInterruptOurs);
        // Early: a parent that ends while the server starts must be noticed too.
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
            string announcement = mode.Announce(
                GrpcServer.PluginName,
                invitation.ProtocolVersion,
                socket.Address,
                secured is null ? [] : secured.ServerCertificate);
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
            // Asked to end, by whichever of the ways.
        }
    }
}
