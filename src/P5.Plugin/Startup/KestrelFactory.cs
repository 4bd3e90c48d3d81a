using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace P5.Plugin.Startup;

/// <summary>
/// Kestrel without a web host around it: no settings files, no environment variables, no address but the one given,
/// and less to start.
/// </summary>
internal static class KestrelFactory
{
    private const int WindowSize = 1024 * 1024;

    // Not Timeout.InfiniteTimeSpan: Kestrel adds it to its clock, which overflows, and hangs up within a second.
    private static readonly TimeSpan s_forever = TimeSpan.FromDays(365);

    /// <summary>Makes a server for HTTP/2 on one bound socket.</summary>
    /// <param name="socket">Where it listens.</param>
    /// <param name="mtls">How it proves itself and whom it trusts, or null for plaintext.</param>
    /// <param name="loggerFactory">Hears the server's warnings.</param>
    public static KestrelServer Create(ListenSocket socket, Task<AutoMtls>? mtls, ILoggerFactory loggerFactory)
    {
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            // Kestrel does not know that the connection is encrypted, and hosts say https then.
            AllowAlternateSchemes = mtls is not null,
        };

        // A host may keep a connection idle for hours, and stop at a breakpoint inside a call: no limit in time.
        options.Limits.KeepAliveTimeout = s_forever;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.Http2.InitialStreamWindowSize = WindowSize;
        options.Limits.Http2.InitialConnectionWindowSize = WindowSize;

        EndPoint endPoint = socket.Socket.LocalEndPoint!;
        options.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (mtls is not null)
            {
                listen.Use(next => connection => TlsConnection.RunAsync(connection, next, mtls));
            }
        });

        var transport = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { CreateBoundListenSocket = _ => socket.Socket }), loggerFactory);
        return new KestrelServer(Options.Create(options), transport, loggerFactory);
    }
}
