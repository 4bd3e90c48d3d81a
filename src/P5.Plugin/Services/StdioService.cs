using Grpc.Core;
using P5.Proto.GoPlugin;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace P5.Plugin;

/// <summary>Streams the plugin's console output to the host.</summary>
internal sealed class StdioService(StdioBuffer buffer) : GRPCStdio.GRPCStdioBase
{
    /// <inheritdoc/>
    public override async Task StreamStdio(
        Empty request, IServerStreamWriter<StdioData> responseStream, ServerCallContext context)
    {
        // A client may wait for the headers, and the first message can take long.
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        await foreach (StdioData piece in buffer.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
        {
            await responseStream.WriteAsync(piece, context.CancellationToken).ConfigureAwait(false);
        }
    }
}
