using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>Writes the requests of a call.</summary>
internal sealed class ExplainedStreamWriter<T>(PluginCallInvoker invoker, PluginCall call, IClientStreamWriter<T> inner)
    : IClientStreamWriter<T>
{
    public WriteOptions? WriteOptions
    {
        get => inner.WriteOptions;
        set => inner.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken) =>
        invoker.ExplainAsync(call, inner.WriteAsync(message, cancellationToken), cancellationToken);

    public Task CompleteAsync() => invoker.ExplainAsync(call, inner.CompleteAsync(), CancellationToken.None);
}
