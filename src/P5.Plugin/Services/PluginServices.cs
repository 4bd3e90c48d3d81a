using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace P5.Plugin.Services;

/// <summary>gRPC, and the services that every plugin has.</summary>
internal static class PluginServices
{
    /// <summary>Registers them.</summary>
    public static void AddTo(IServiceCollection services)
    {
        // What a web host would bring for routing.
        services.AddSingleton(new DiagnosticListener("Microsoft.AspNetCore"));
        services.AddSingleton<DiagnosticSource>(provider => provider.GetRequiredService<DiagnosticListener>());

        // As HashiCorp's hosts have no limit either: a setting can be a file's content.
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = null;
            options.MaxSendMessageSize = null;
        });
        services.AddSingleton<AuthService>();
        services.AddSingleton<HealthService>();
        services.AddSingleton<ControllerService>();
        services.AddSingleton<StdioService>();
    }

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, bool answersP5)
    {
        endpoints.MapGrpcService<HealthService>();
        endpoints.MapGrpcService<ControllerService>();
        endpoints.MapGrpcService<StdioService>();
        if (answersP5)
        {
            endpoints.MapGrpcService<AuthService>();
        }
    }
}
