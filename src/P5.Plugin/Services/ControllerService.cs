using Grpc.Core;
using Microsoft.Extensions.Hosting;
using P5.Proto.GoPlugin;

namespace P5.Plugin;

/// <summary>Serves the host's request to end the plugin.</summary>
internal sealed class ControllerService(IServingMode mode, IHostApplicationLifetime lifetime)
    : GRPCController.GRPCControllerBase
{
    /// <summary>Starts the graceful end, which waits for the reply.</summary>
    public override Task<Empty> Shutdown(Empty request, ServerCallContext context)
    {
        mode.ShutDown(lifetime.StopApplication);
        return Task.FromResult(new Empty());
    }
}
