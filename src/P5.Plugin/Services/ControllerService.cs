using P5.Plugin.Grpc;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Services;

/// <summary><c>plugin.GRPCController</c>: the host asks the plugin to end.</summary>
internal static class ControllerService
{
    /// <summary>The methods.</summary>
    /// <param name="stop">Begins the graceful end; the reply still goes out.</param>
    public static IEnumerable<GrpcMethod> CreateMethods(Action stop) =>
    [
        GrpcMethod.Unary(
            "/plugin.GRPCController/Shutdown",
            Empty.Parser,
            (_, _) =>
            {
                stop();
                return Task.FromResult(new Empty());
            }),
    ];
}
