using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P5.Plugin;

/// <summary>What a plugin serves, beside go-plugin's own services, which every plugin has.</summary>
/// <example>
/// A plugin of p5 that serves another service too:
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
    /// <summary>The handshake of a plugin whose hosts are not p5's. Default: null, for p5's.</summary>
    public HandshakeConfig? Handshake { get; init; }

    /// <summary>
    /// Registers what the plugin's classes get in their constructors. Called once, after it is clear that a host wants
    /// the plugin. With an <see cref="IAuthPlugin"/> among the services, the plugin answers p5. Default: null, for none.
    /// </summary>
    /// <remarks>
    /// The plugin's log is registered as <see cref="ILogger"/>, and for other modules as <see cref="ILogger{T}"/>;
    /// <see cref="IHostApplicationLifetime"/> has a token for the end of the plugin, and ends it. gRPC is registered
    /// before, so that <c>services.Configure&lt;GrpcServiceOptions&gt;</c> changes its options. What the services create
    /// is disposed of when the plugin ends.
    /// </remarks>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>
    /// Maps gRPC services, by <c>endpoints.MapGrpcService&lt;T&gt;()</c> for classes that derive from the generated base
    /// of a service. Called once, after <see cref="ConfigureServices"/>. Default: null, for none.
    /// </summary>
    public Action<IEndpointRouteBuilder>? MapServices { get; init; }
}
