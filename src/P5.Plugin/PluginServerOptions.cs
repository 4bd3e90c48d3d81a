using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P5.Plugin;

/// <summary>The services of a plugin. go-plugin's own (health, control, output) are always served.</summary>
/// <example>
/// A p5 plugin that serves another service too:
/// <code>
/// return await PluginServer.ServeAsync(new PluginServerOptions
/// {
///     ConfigureServices = services => services.AddSingleton&lt;IAuthPlugin, VaultPlugin&gt;(),
///     MapServices = endpoints => endpoints.MapGrpcService&lt;KvService&gt;(),
/// });
/// </code>
/// </example>
public sealed class PluginServerOptions
{
    /// <summary>The handshake with hosts other than p5's. Default: null, for p5's.</summary>
    public HandshakeConfig? Handshake { get; init; }

    /// <summary>
    /// Registers the services that the constructors of the plugin's classes require. Called once, after the host's
    /// handshake was accepted. If an <see cref="IAuthPlugin"/> is registered, the plugin answers p5. Default: null, for
    /// none.
    /// </summary>
    /// <remarks>
    /// Already registered are the plugin's log as <see cref="ILogger"/>, and with other categories as
    /// <see cref="ILogger{T}"/>; <see cref="IHostApplicationLifetime"/>, whose <c>ApplicationStopping</c> is cancelled
    /// when the plugin ends; and gRPC, whose options <c>services.Configure&lt;GrpcServiceOptions&gt;</c> changes.
    /// Objects that the services create are disposed when the plugin ends.
    /// </remarks>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>
    /// Maps gRPC services: <c>endpoints.MapGrpcService&lt;T&gt;()</c> for each class that derives from the generated
    /// base of a service. Called once, after <see cref="ConfigureServices"/>. Default: null, for none.
    /// </summary>
    public Action<IEndpointRouteBuilder>? MapServices { get; init; }
}
