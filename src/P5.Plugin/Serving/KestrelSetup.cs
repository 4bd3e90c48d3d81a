using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace P5.Plugin;

/// <summary>Configures Kestrel for HTTP/2 on one bound socket.</summary>
internal static class KestrelSetup
{
    private const int WindowSize = 1024 * 1024;

    // Not Timeout.InfiniteTimeSpan: Kestrel adds it to its clock, which overflows, and closes connections within a
    // second.
    private static readonly TimeSpan s_forever = TimeSpan.FromDays(365);

    public static void AddTo(IServiceCollection services)
    {
        services.AddMetrics();
        new ServicesOnly(services).UseKestrelCore();
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            SetLimits(options.Limits);
        });
    }

    /// <summary>Sets the socket that the server will listen on.</summary>
    /// <param name="services">The services with the server.</param>
    /// <param name="socket">The bound socket.</param>
    /// <param name="mtls">The certificates, or null for plain text.</param>
    public static void Listen(IServiceProvider services, Socket socket, Task<AutoMtls>? mtls)
    {
        SocketTransportOptions transport = services.GetRequiredService<IOptions<SocketTransportOptions>>().Value;
        KestrelServerOptions kestrel = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        transport.CreateBoundListenSocket = _ => socket;
        kestrel.Listen(socket.LocalEndPoint!, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (mtls is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = async _ => await (await mtls.ConfigureAwait(false)).Options.ConfigureAwait(false),
                });
            }
        });
    }

    /// <summary>Removes the limits: a connection can be idle for hours, and a call can stop at a breakpoint.</summary>
    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.KeepAliveTimeout = s_forever;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestBodySize = null;
        limits.Http2.InitialStreamWindowSize = WindowSize;
        limits.Http2.InitialConnectionWindowSize = WindowSize;
    }

    /// <summary>The part of a web host builder with which Kestrel registers its services.</summary>
    private sealed class ServicesOnly(IServiceCollection services) : IWebHostBuilder
    {
        public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
        {
            configureServices(services);
            return this;
        }

        public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices) =>
            throw new NotSupportedException();

        public IWebHostBuilder ConfigureAppConfiguration(
            Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) =>
            throw new NotSupportedException();

        public string? GetSetting(string key) => null;

        public IWebHostBuilder UseSetting(string key, string? value) => throw new NotSupportedException();

#pragma warning disable ASPDEPR008 // A member of the interface; nothing calls it.
        public IWebHost Build() => throw new NotSupportedException();
#pragma warning restore ASPDEPR008
    }
}
