using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace P5.Plugin.Startup;

/// <summary>Kestrel for HTTP/2 on one bound socket.</summary>
internal static class KestrelSetup
{
    private const int WindowSize = 1024 * 1024;

    // Not Timeout.InfiniteTimeSpan: Kestrel adds it to its clock, which overflows, and hangs up within a second.
    private static readonly TimeSpan s_forever = TimeSpan.FromDays(365);

    /// <summary>Registers the server.</summary>
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

    /// <summary>Has the server listen, once it is started.</summary>
    /// <param name="services">The services with the server.</param>
    /// <param name="socket">The bound socket.</param>
    /// <param name="mtls">How the server proves itself and whom it trusts, or null for plaintext.</param>
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

    /// <summary>Removes the limits: a connection may be idle for hours, and a call stop at a breakpoint.</summary>
    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.KeepAliveTimeout = s_forever;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestBodySize = null;
        limits.Http2.InitialStreamWindowSize = WindowSize;
        limits.Http2.InitialConnectionWindowSize = WindowSize;
    }

    /// <summary>The web host builder that Kestrel registers its services with, and nothing else of it.</summary>
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
            Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) => throw new NotSupportedException();

        public string? GetSetting(string key) => null;

        public IWebHostBuilder UseSetting(string key, string? value) => throw new NotSupportedException();

#pragma warning disable ASPDEPR008 // A member of the interface; nothing calls it.
        public IWebHost Build() => throw new NotSupportedException();
#pragma warning restore ASPDEPR008
    }
}
