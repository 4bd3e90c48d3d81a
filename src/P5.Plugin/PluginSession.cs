using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using P5.Plugin.Grpc;
using P5.Plugin.Lifetime;
using P5.Plugin.Logging;
using P5.Plugin.Modes;
using P5.Plugin.Output;
using P5.Plugin.Services;
using P5.Plugin.Startup;

namespace P5.Plugin;

/// <summary>A plugin's life from the bound socket to its end.</summary>
internal static class PluginSession
{
    /// <summary>The host waits two seconds before it kills: calls under way get half of it.</summary>
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(1);

    /// <summary>Serves until the host says so, a signal, the host's end or the token.</summary>
    /// <exception cref="PluginRefusedException">The host cannot be served.</exception>
    public static async Task RunAsync(
        HostInvitation invitation,
        Func<ILogger, IAuthPlugin> createPlugin,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        Task<AutoMtls>? mtls = invitation.ClientCertificate is { } certificate
            ? AutoMtls.CreateAsync(certificate, timeProvider.GetUtcNow())
            : null;
        using var socket = ListenSocket.Bind(invitation);
        IServingMode mode = invitation.Mode;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new StopSignals(stopping.Cancel, mode.IsInterruptOurs);
        // Early: a parent that ends while the server starts must be noticed too.
        Task starterGone = mode.WaitForStarterEndAsync(timeProvider, stopping.Token);

        using Stream stdout = Console.OpenStandardOutput();
        using Stream stderr = Console.OpenStandardError();
        var output = new StdioBuffer();
        ILogWriter log = mode.CreateLog(stderr, timeProvider);
        using ConsoleRedirection redirection = mode.Redirect(output, stdout, stderr);
        string name = AppDomain.CurrentDomain.FriendlyName;
        var logger = new HclogLogger(log, name, LogLevel.Trace);

        using var loggerFactory = new HclogLoggerFactory(log);
        using KestrelServer server = KestrelFactory.Create(socket, mtls, loggerFactory);
        GrpcApplication application = PluginMethods.CreateApplication(
            createPlugin(logger),
            output,
            shutDown: () => mode.ShutDown(stopping.Cancel),
            timeProvider,
            logger,
            stopping.Token);
        await server.StartAsync(application, CancellationToken.None).ConfigureAwait(false);

        using AutoMtls? secured = mtls is null ? null : await mtls.ConfigureAwait(false);
        string announcement = mode.Announce(name, socket.Address, secured is null ? [] : secured.ServerCertificate);
        await stdout.WriteAsync(Encoding.UTF8.GetBytes(announcement), CancellationToken.None).ConfigureAwait(false);
        await stdout.FlushAsync(CancellationToken.None).ConfigureAwait(false);

        await WaitForEndAsync(starterGone, stopping).ConfigureAwait(false);
        output.Complete();
        using var grace = new CancellationTokenSource(s_stopGrace, timeProvider);
        await server.StopAsync(grace.Token).ConfigureAwait(false);
    }

    private static async Task WaitForEndAsync(Task starterGone, CancellationTokenSource stopping)
    {
        try
        {
            await starterGone.ConfigureAwait(false);
            await stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to end, by whichever of the ways.
        }
    }
}
