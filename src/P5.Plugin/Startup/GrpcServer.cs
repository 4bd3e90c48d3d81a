using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P5.Plugin.Logging;
using P5.Plugin.Modes;
using P5.Plugin.Output;
using P5.Plugin.Services;

namespace P5.Plugin.Startup;

/// <summary>
/// A plugin's gRPC services on Kestrel, without a web host around it: no settings files, no environment variables, no
/// address but the one given, and less to start.
/// </summary>
internal sealed class GrpcServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _pipeline;

    /// <summary>Makes the plugin and its services.</summary>
    /// <param name="options">What the plugin serves.</param>
    /// <param name="mode">Who started the plugin.</param>
    /// <param name="log">Gets what the plugin logs, and the server's warnings.</param>
    /// <param name="output">What the plugin writes to its console.</param>
    /// <param name="lifetime">Cancels the calls under way when the plugin is to end.</param>
    /// <param name="middleware">Runs around each call; null for nothing.</param>
    /// <exception cref="InvalidOperationException">A plugin of p5 registers no <see cref="IAuthPlugin"/>.</exception>
    public GrpcServer(
        PluginServerOptions options,
        IServingMode mode,
        ILogWriter log,
        StdioBuffer output,
        IHostApplicationLifetime lifetime,
        Func<RequestDelegate, RequestDelegate>? middleware = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new HclogLoggerFactory(log));
        services.AddSingleton<ILogger>(new HclogLogger(log, PluginName, LogLevel.Trace));
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
                "A plugin with p5's handshake registers an IAuthPlugin in ConfigureServices. "
                + "To serve hosts of another kind, set Handshake to what these expect.");
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
        });
        _pipeline = pipeline.Build();
    }

    /// <summary>The plugin's name, in its log and its notices.</summary>
    public static string PluginName => AppDomain.CurrentDomain.FriendlyName;

    /// <summary>Begins to serve.</summary>
    /// <param name="socket">Where.</param>
    /// <param name="mtls">How the server proves itself and whom it trusts, or null for plaintext.</param>
    public Task StartAsync(ListenSocket socket, Task<AutoMtls>? mtls)
    {
        KestrelSetup.Listen(_services, socket.Socket, mtls);
        return _services.GetRequiredService<IServer>().StartAsync(this, CancellationToken.None);
    }

    /// <summary>Ends the connections once their calls have ended, or the token is set.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _services.GetRequiredService<IServer>().StopAsync(cancellationToken);

    /// <summary>Ends the server, and disposes of what the services made.</summary>
    public ValueTask DisposeAsync() => _services.DisposeAsync();

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
