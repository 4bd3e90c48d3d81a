using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using P5.Plugin.Grpc;
using P5.Plugin.Lifetime;
using P5.Plugin.Logging;
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
        using AutoMtls? mtls = invitation.ClientCertificate is { } certificate
            ? AutoMtls.Create(certificate, timeProvider.GetUtcNow())
            : null;
        using var socket = ListenSocket.Bind(invitation);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new StopSignals(stopping.Cancel);
        // Early: a parent that ends while the server starts must be noticed too.
        Task parentGone = ParentProcess.WaitForExitAsync(timeProvider, stopping.Token);

        using Stream stdout = Console.OpenStandardOutput();
        using Stream stderr = Console.OpenStandardError();
        var output = new StdioBuffer();
        using var redirection = new ConsoleRedirection(output);
        var log = new HclogWriter(stderr, timeProvider);
        var logger = new HclogLogger(log, AppDomain.CurrentDomain.FriendlyName, LogLevel.Trace);

        GrpcMethod[] methods =
        [
            .. AuthService.CreateMethods(createPlugin(logger), stopping.Token),
            .. HealthService.CreateMethods(),
            .. ControllerService.CreateMethods(stopping.Cancel),
            .. StdioService.CreateMethods(output),
        ];
        using var loggerFactory = new HclogLoggerFactory(log);
        using KestrelServer server = KestrelFactory.Create(socket, mtls, loggerFactory);
        var application = new GrpcApplication(methods, timeProvider, logger);
        await server.StartAsync(application, CancellationToken.None).ConfigureAwait(false);

        string handshake = HandshakeLine.Format(socket.Address, mtls is null ? [] : mtls.ServerCertificate);
        await stdout.WriteAsync(Encoding.ASCII.GetBytes(handshake + "\n"), CancellationToken.None).ConfigureAwait(false);
        await stdout.FlushAsync(CancellationToken.None).ConfigureAwait(false);

        await WaitForEndAsync(parentGone, stopping).ConfigureAwait(false);
        output.Complete();
        using var grace = new CancellationTokenSource(s_stopGrace, timeProvider);
        await server.StopAsync(grace.Token).ConfigureAwait(false);
    }

    private static async Task WaitForEndAsync(Task parentGone, CancellationTokenSource stopping)
    {
        try
        {
            await parentGone.ConfigureAwait(false);
            await stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to end, by whichever of the ways.
        }
    }
}
