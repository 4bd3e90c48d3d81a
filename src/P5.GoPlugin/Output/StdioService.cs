using Grpc.Core;
using Microsoft.Extensions.Logging;
using P5.Proto.GoPlugin;
using Empty = Google.Protobuf.WellKnownTypes.Empty;

namespace P5.GoPlugin;

/// <summary>
/// Reads go-plugin's stdio service: what a Go plugin writes to <c>os.Stdout</c> and <c>os.Stderr</c> after its
/// start, which its library takes from the process's own pipes. It can be read once in a plugin's life.
/// </summary>
internal sealed class StdioService(IPluginRun run, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Reads until the plugin or its connection ends. A plugin without the service is a good plugin too.</summary>
    /// <returns>How the stream failed, or null where either side closed it.</returns>
    internal async Task<CallException?> RunAsync(PluginChannel channel, CancellationToken cancellationToken)
    {
        TextChannel stdout = Channel(PluginOutputSource.Stdout);
        TextChannel stderr = Channel(PluginOutputSource.Stderr);
        try
        {
            using AsyncServerStreamingCall<StdioData> call = new GRPCStdio.GRPCStdioClient(channel.CallInvoker)
                .StreamStdio(new Empty(), cancellationToken: cancellationToken);
            IAsyncStreamReader<StdioData> stream = call.ResponseStream;
            while (await Prompt
                .AwaitNextAsync(new ValueTask<bool>(stream.MoveNext(cancellationToken)), timeProvider, stdout, stderr)
                .ConfigureAwait(false))
            {
                TextChannel target = stream.Current.Channel == StdioData.Types.Channel.Stderr ? stderr : stdout;
                target.Append(stream.Current.Data.Span);
            }

            logger.StdioEnded(run.Name, "the plugin closed the stream");
            return null;
        }
        catch (CallException failure)
        {
            logger.StdioEnded(run.Name, run.Redact(failure.Message));
            return failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.StdioEnded(run.Name, "the host stopped reading");
            return null;
        }
        finally
        {
            stdout.Finish();
            stderr.Finish();
        }
    }

    private TextChannel Channel(PluginOutputSource source) => new(piece =>
        run.Output.Dispatch(new PluginOutput(source, PluginLogLevel.Information, piece.Text)
        {
            IsPartial = !piece.EndsLine,
        }));
}
