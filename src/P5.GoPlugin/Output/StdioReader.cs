using Grpc.Core;
using Microsoft.Extensions.Logging;
using P5.Proto.GoPlugin;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace P5.GoPlugin;

/// <summary>
/// Reads go-plugin's stdio service: what a Go plugin writes to <c>os.Stdout</c> and <c>os.Stderr</c> after its start,
/// which its library diverts from the process's own pipes. The service can be read once in a plugin's life.
/// </summary>
internal sealed class StdioReader(IPluginHandle plugin, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Reads until the plugin or its connection ends. A plugin without the service is valid.</summary>
    /// <returns>How the stream failed, or null if either side closed it.</returns>
    internal async Task<CallException?> RunAsync(PluginChannel channel, CancellationToken cancellationToken)
    {
        LineStream stdout = plugin.Output.CreateStream(PluginOutputSource.Stdout);
        LineStream stderr = plugin.Output.CreateStream(PluginOutputSource.Stderr);
        try
        {
            using AsyncServerStreamingCall<StdioData> call = new GRPCStdio.GRPCStdioClient(channel.CallInvoker)
                .StreamStdio(new Empty(), cancellationToken: cancellationToken);
            IAsyncStreamReader<StdioData> stream = call.ResponseStream;
            while (await PartialLineFlusher
                .AwaitNextAsync(new ValueTask<bool>(stream.MoveNext(cancellationToken)), timeProvider, stdout, stderr)
                .ConfigureAwait(false))
            {
                LineStream target = stream.Current.Channel == StdioData.Types.Channel.Stderr ? stderr : stdout;
                target.Append(stream.Current.Data.Span);
            }

            logger.StdioEnded(plugin.Name, "the plugin closed the stream");
            return null;
        }
        catch (CallException failure)
        {
            logger.StdioEnded(plugin.Name, plugin.Output.Redactor.Redact(failure.Message));
            return failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.StdioEnded(plugin.Name, "the host stopped reading");
            return null;
        }
        finally
        {
            stdout.Finish();
            stderr.Finish();
        }
    }
}
