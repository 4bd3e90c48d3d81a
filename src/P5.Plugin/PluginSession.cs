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
        Task<AutoMtls>? mtls = invitation.ClientCertificate is { } certificate
            ? AutoMtls.CreateAsync(certificate, timeProvider.GetUtcNow())
            : null;
        using var socket = ListenSocket.Bind(invitation);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new StopSignals(stopping.Cancel, isInterruptOurs: invitation.IsDebug);
        // Early: a parent that ends while the server starts must be noticed too.
        Task hostGone = invitation.IsDebug
            ? Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, stopping.Token)
            : ParentProcess.WaitForExitAsync(timeProvider, stopping.Token);

        using Stream stdout = Console.OpenStandardOutput();
        using Stream stderr = Console.OpenStandardError();
        var output = new StdioBuffer();
        // Before the redirection, which would send the log to the host's user.
        ILogWriter log = invitation.IsDebug
            ? new TextLogWriter(Console.Error, timeProvider)
            : new HclogWriter(stderr, timeProvider);
        using ConsoleRedirection redirection = invitation.IsDebug ? new(output, stdout, stderr) : new(output);
        string name = AppDomain.CurrentDomain.FriendlyName;
        var logger = new HclogLogger(log, name, LogLevel.Trace);

        using var loggerFactory = new HclogLoggerFactory(log);
        using KestrelServer server = KestrelFactory.Create(socket, mtls, loggerFactory);
        GrpcApplication application = PluginMethods.CreateApplication(
            createPlugin(logger),
            output,
            shutDown: invitation.IsDebug ? static () => { } : stopping.Cancel,
            timeProvider,
            logger,
            stopping.Token);
        await server.StartAsync(application, CancellationToken.None).ConfigureAwait(false);

        using AutoMtls? secured = mtls is null ? null : await mtls.ConfigureAwait(false);
        string announcement = invitation.IsDebug
            ? ReattachNotice.Format(name, Environment.ProcessId, socket.Address)
            : HandshakeLine.Format(socket.Address, secured is null ? [] : secured.ServerCertificate) + "\n";
        await stdout.WriteAsync(Encoding.UTF8.GetBytes(announcement), CancellationToken.None).ConfigureAwait(false);
        await stdout.FlushAsync(CancellationToken.None).ConfigureAwait(false);

        await WaitForEndAsync(hostGone, stopping).ConfigureAwait(false);
        output.Complete();
        using var grace = new CancellationTokenSource(s_stopGrace, timeProvider);
        await server.StopAsync(grace.Token).ConfigureAwait(false);
    }

    private static async Task WaitForEndAsync(Task hostGone, CancellationTokenSource stopping)
    {
        try
        {
            await hostGone.ConfigureAwait(false);
            await stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to end, by whichever of the ways.
        }
    }
}
