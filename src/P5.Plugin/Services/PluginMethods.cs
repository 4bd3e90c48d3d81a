using Microsoft.Extensions.Logging;
using P5.Plugin.Grpc;
using P5.Plugin.Output;

namespace P5.Plugin.Services;

/// <summary>All that a host can call.</summary>
internal static class PluginMethods
{
    /// <summary>Makes the services around a plugin.</summary>
    /// <param name="plugin">What answers.</param>
    /// <param name="output">What the plugin writes to its console.</param>
    /// <param name="shutDown">Does what a host wants that asks the plugin to end.</param>
    /// <param name="timeProvider">Measures the hosts' deadlines.</param>
    /// <param name="logger">Hears of the exceptions that come out of methods.</param>
    /// <param name="stopping">Cancels the calls under way when the plugin is to end.</param>
    public static GrpcApplication CreateApplication(
        IAuthPlugin plugin,
        StdioBuffer output,
        Action shutDown,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken stopping) =>
        new(
            [
                .. AuthService.CreateMethods(plugin, stopping),
                .. HealthService.CreateMethods(),
                .. ControllerService.CreateMethods(shutDown),
                .. StdioService.CreateMethods(output),
            ],
            timeProvider,
            logger);
}
