using Grpc.Core;
using Microsoft.Extensions.Hosting;
using P5.Plugin.Modes;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Services;

/// <summary>The host asks the plugin to end.</summary>
internal sealed class ControllerService(IServingMode mode, IHostApplicationLifetime lifetime)
    : GRPCController.GRPCControllerBase
{
    /// <summary>Begins the graceful end; the reply still goes out.</summary>
    public override Task<Empty> Shutdown(Empty request, ServerCallContext context)
    {
        mode.ShutDown(lifetime.StopApplication);
        return Task.FromResult(new Empty());
    }
}
