using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace P5.Plugin;

/// <summary>Registers and maps gRPC and the services that every plugin has.</summary>
internal static class PluginServices
{
    public static void AddTo(IServiceCollection services)
    {
        // Routing needs these; a web host would register them.
        services.AddSingleton(new DiagnosticListener("Microsoft.AspNetCore"));
        services.AddSingleton<DiagnosticSource>(provider => provider.GetRequiredService<DiagnosticListener>());

        // HashiCorp's hosts have no limit either: a setting can be the content of a file.
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
