using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P5.Testing;

/// <summary>A server on loopback, in the place of one on the internet.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, bool> s_addresses = new();

    private readonly WebApplication _app;

    private LoopbackServer(RequestDelegate answer, X509Certificate2? certificate, int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(answer);
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>
    /// Starts a server. Its address is of no earlier server of this process: libraries remember servers by their
    /// addresses, the AWS SDK for example how wrong their clocks are.
    /// </summary>
    /// <param name="answer">Answers each request.</param>
    /// <param name="certificate">The certificate of its https; null for http.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    public static async Task<LoopbackServer> StartAsync(
        RequestDelegate answer, X509Certificate2? certificate = null, int port = 0)
    {
        var server = new LoopbackServer(answer, certificate, port);
        await server._app.StartAsync();
        if (port != 0 || s_addresses.TryAdd(server.Address, true))
        {
            return server;
        }

        // While this one has its port, the next one gets another.
        LoopbackServer other = await StartAsync(answer, certificate);
        await server.DisposeAsync();
        return other;
    }

    /// <summary>Waits for Ctrl+C or SIGTERM, which the server handles.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
