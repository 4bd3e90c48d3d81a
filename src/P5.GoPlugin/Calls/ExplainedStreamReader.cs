using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>Reads the answers of a call. Its end is the call's.</summary>
internal sealed class ExplainedStreamReader<T>(PluginCallInvoker invoker, PluginCall call, IAsyncStreamReader<T> inner)
    : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        bool hasNext = false;
        try
        {
            return hasNext = await invoker
                .ExplainAsync(call, inner.MoveNext(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!hasNext)
            {
                call.Dispose();
            }
        }
    }
}
