using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>Reads the answers of a call. The call is released when the stream ends.</summary>
internal sealed class PluginStreamReader<T>(PluginCallInvoker invoker, PluginCall call, IAsyncStreamReader<T> inner)
    : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        bool hasNext = false;
        call.Reading = cancellationToken;
        try
        {
            hasNext = await invoker.AwaitResultAsync(call, inner.MoveNext(cancellationToken)).ConfigureAwait(false);
            call.Reading = CancellationToken.None;
            return hasNext;
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

/// <summary>Writes the requests of a call.</summary>
internal sealed class PluginStreamWriter<T>(PluginCallInvoker invoker, PluginCall call, IClientStreamWriter<T> inner)
    : IClientStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        call.Writing = cancellationToken;
        await invoker.AwaitAsync(call, inner.WriteAsync(message, cancellationToken)).ConfigureAwait(false);
        call.Writing = CancellationToken.None;
    }

    public Task CompleteAsync() => invoker.AwaitAsync(call, inner.CompleteAsync());
}
