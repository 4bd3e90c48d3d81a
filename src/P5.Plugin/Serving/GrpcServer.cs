using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P5.Plugin;

/// <summary>
/// Serves a plugin's gRPC services on Kestrel without a web host: no settings files, no environment variables, only the
/// given address, and a faster start.
/// </summary>
internal sealed class GrpcServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _pipeline;

    /// <summary>Creates the plugin and its services.</summary>
    /// <param name="options">The plugin's services.</param>
    /// <param name="mode">Who started the plugin.</param>
    /// <param name="log">Takes the plugin's log entries, and the server's warnings.</param>
    /// <param name="output">The plugin's console output.</param>
    /// <param name="lifetime">Cancels the calls in progress when the plugin ends.</param>
    /// <param name="middleware">Runs around each call; null for none.</param>
    /// <exception cref="InvalidOperationException">
    /// A plugin of p5 registers no <see cref="IAuthPlugin"/>, or a method is mapped twice.
    /// </exception>
    public GrpcServer(
        PluginServerOptions options,
        IServingMode mode,
        ILogWriter log,
        StdioBuffer output,
        IHostApplicationLifetime lifetime,
        Func<RequestDelegate, RequestDelegate>? middleware = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new PluginLoggerFactory(log));
        services.AddSingleton<ILogger>(new PluginLogger(log, PluginName));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(lifetime);
        services.AddSingleton(mode);
        services.AddSingleton(output);
        KestrelSetup.AddTo(services);
        PluginServices.AddTo(services);
        options.ConfigureServices?.Invoke(services);
        _services = services.BuildServiceProvider();

        bool answersP5 = _services.GetService<IAuthPlugin>() is not null;
        if (!answersP5 && options.Handshake is null)
        {
            throw new InvalidOperationException(
                "A plugin with p5's handshake must register an IAuthPlugin. Register one in ConfigureServices, or set "
                + "Handshake to serve hosts of another kind.");
        }

        var pipeline = new ApplicationBuilder(_services);
        if (middleware is not null)
        {
            pipeline.Use(middleware);
        }

        pipeline.UseRouting();
        pipeline.UseEndpoints(endpoints =>
        {
            PluginServices.Map(endpoints, answersP5);
            options.MapServices?.Invoke(endpoints);
            RefuseTwins(endpoints);
        });
        _pipeline = pipeline.Build();
    }

    /// <summary>The plugin's name in its log and its messages.</summary>
    public static string PluginName => AppDomain.CurrentDomain.FriendlyName;

    /// <param name="socket">The bound socket.</param>
    /// <param name="mtls">The certificates, or null for plain text.</param>
    public Task StartAsync(ListenSocket socket, Task<AutoMtls>? mtls)
    {
        KestrelSetup.Listen(_services, socket.Socket, mtls);
        return _services.GetRequiredService<IServer>().StartAsync(this, CancellationToken.None);
    }

    /// <summary>Closes the connections when their calls have ended, or the token is cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _services.GetRequiredService<IServer>().StopAsync(cancellationToken);

    /// <summary>Ends the server and disposes the services.</summary>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>A method that is mapped twice would fail at its first call, with the HTTP status 500.</summary>
    private static void RefuseTwins(IEndpointRouteBuilder endpoints)
    {
        string? twin = endpoints.DataSources
            .SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName)
            .OfType<string>()
            .CountBy(name => name)
            .FirstOrDefault(name => name.Value > 1)
            .Key;
        if (twin is not null)
        {
            throw new InvalidOperationException(
                $"The gRPC method '{twin}' is mapped twice. Map each service once in MapServices; the health, "
                + "controller and stdio services are always mapped.");
        }
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures)
    {
        ServiceScopeFactory = _services.GetRequiredService<IServiceScopeFactory>(),
    };

    /// <inheritdoc/>
    public Task ProcessRequestAsync(HttpContext context) => _pipeline(context);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}
