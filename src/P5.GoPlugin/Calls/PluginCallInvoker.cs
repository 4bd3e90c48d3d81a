using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>Calls a plugin, with deadlines on the host's clock and failures that say what became of the call.</summary>
/// <param name="channel">The connection.</param>
/// <param name="timeProvider">The clock of the deadlines.</param>
/// <param name="explain">Makes the exception for a failed call.</param>
internal sealed class PluginCallInvoker(
    PluginChannel channel, TimeProvider timeProvider, Func<CallException, Task<Exception>> explain) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using AsyncUnaryCall<TResponse> call = AsyncUnaryCall(method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        PluginCall call = Begin(method, options);
        AsyncUnaryCall<TResponse> inner =
            Start(call, () => channel.Invoker.AsyncUnaryCall(method, host, call.Options, request));
        return new AsyncUnaryCall<TResponse>(
            FinishAsync(call, inner.ResponseAsync),
            _ => ExplainAsync(call, inner.ResponseHeadersAsync),
            _ => inner.GetStatus(),
            _ => inner.GetTrailers(),
            _ => End(call, inner),
            call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        PluginCall call = Begin(method, options);
        AsyncServerStreamingCall<TResponse> inner =
            Start(call, () => channel.Invoker.AsyncServerStreamingCall(method, host, call.Options, request));
        return new AsyncServerStreamingCall<TResponse>(
            new ExplainedStreamReader<TResponse>(this, call, inner.ResponseStream),
            _ => ExplainAsync(call, inner.ResponseHeadersAsync),
            _ => inner.GetStatus(),
            _ => inner.GetTrailers(),
            _ => End(call, inner),
            call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        PluginCall call = Begin(method, options);
        AsyncClientStreamingCall<TRequest, TResponse> inner =
            Start(call, () => channel.Invoker.AsyncClientStreamingCall(method, host, call.Options));
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            new ExplainedStreamWriter<TRequest>(this, call, inner.RequestStream),
            FinishAsync(call, inner.ResponseAsync),
            _ => ExplainAsync(call, inner.ResponseHeadersAsync),
            _ => inner.GetStatus(),
            _ => inner.GetTrailers(),
            _ => End(call, inner),
            call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        PluginCall call = Begin(method, options);
        AsyncDuplexStreamingCall<TRequest, TResponse> inner =
            Start(call, () => channel.Invoker.AsyncDuplexStreamingCall(method, host, call.Options));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new ExplainedStreamWriter<TRequest>(this, call, inner.RequestStream),
            new ExplainedStreamReader<TResponse>(this, call, inner.ResponseStream),
            _ => ExplainAsync(call, inner.ResponseHeadersAsync),
            _ => inner.GetStatus(),
            _ => inner.GetTrailers(),
            _ => End(call, inner),
            call);
    }

    /// <summary>Awaits a part of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="part">What gRPC does for it.</param>
    /// <param name="waiting">Another token that ends the call; it is the caller's too.</param>
    internal async Task<T> ExplainAsync<T>(PluginCall call, Task<T> part, CancellationToken waiting = default)
    {
        try
        {
            return await part.ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            throw await ExplainAsync(call, failure, waiting).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="ExplainAsync{T}(PluginCall, Task{T}, CancellationToken)"/>
    internal async Task ExplainAsync(PluginCall call, Task part, CancellationToken waiting)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            throw await ExplainAsync(call, failure, waiting).ConfigureAwait(false);
        }
    }

    private static void End(PluginCall call, IDisposable inner)
    {
        call.GiveUp();
        inner.Dispose();
        call.Dispose();
    }

    private async Task<T> FinishAsync<T>(PluginCall call, Task<T> response)
    {
        using (call)
        {
            return await ExplainAsync(call, response).ConfigureAwait(false);
        }
    }

    private async Task<Exception> ExplainAsync(PluginCall call, RpcException failure, CancellationToken waiting) =>
        call.Explain(failure, waiting) is var explained && explained is CallException known
            ? await explain(known).ConfigureAwait(false)
            : explained;

    /// <summary>Starts a call, unless the channel is closed: then its failure is known at once.</summary>
    private TCall Start<TCall>(PluginCall call, Func<TCall> start)
    {
        try
        {
            return call.Start(start);
        }
        catch (CallException failure)
        {
            call.Dispose();
            throw explain(failure).GetAwaiter().GetResult();
        }
    }

    private PluginCall Begin<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options)
        where TRequest : class
        where TResponse : class => new(channel, method.FullName, typeof(TResponse).Name, options, timeProvider);
}
