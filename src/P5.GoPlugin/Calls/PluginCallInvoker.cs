using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>Calls a plugin, with deadlines on the host's clock, and translates the failures of calls.</summary>
/// <param name="channel">The connection.</param>
/// <param name="timeProvider">The clock of the deadlines.</param>
/// <param name="translate">Creates the caller's exception for a failed call.</param>
internal sealed class PluginCallInvoker(
    PluginChannel channel, TimeProvider timeProvider, Func<CallException, Task<Exception>> translate) : CallInvoker
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
        ArgumentNullException.ThrowIfNull(request);
        PluginCall call = Begin(method, options);
        AsyncUnaryCall<TResponse> inner =
            Start(call, () => channel.Invoker.AsyncUnaryCall(method, host, call.Options, request));
        return new AsyncUnaryCall<TResponse>(
            FinishAsync(call, inner.ResponseAsync),
            _ => AwaitResultAsync(call, inner.ResponseHeadersAsync),
            _ => inner.GetStatus(),
            _ => inner.GetTrailers(),
            _ => End(call, inner),
            call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        PluginCall call = Begin(method, options);
        AsyncServerStreamingCall<TResponse> inner =
            Start(call, () => channel.Invoker.AsyncServerStreamingCall(method, host, call.Options, request));
        return new AsyncServerStreamingCall<TResponse>(
            new PluginStreamReader<TResponse>(this, call, inner.ResponseStream),
            _ => AwaitResultAsync(call, inner.ResponseHeadersAsync),
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
            new PluginStreamWriter<TRequest>(this, call, inner.RequestStream),
            FinishAsync(call, inner.ResponseAsync),
            _ => AwaitResultAsync(call, inner.ResponseHeadersAsync),
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
            new PluginStreamWriter<TRequest>(this, call, inner.RequestStream),
            new PluginStreamReader<TResponse>(this, call, inner.ResponseStream),
            _ => AwaitResultAsync(call, inner.ResponseHeadersAsync),
            _ => inner.GetStatus(),
            _ => inner.GetTrailers(),
            _ => End(call, inner),
            call);
    }

    /// <summary>Awaits a part of a call and translates its failure.</summary>
    internal async Task<T> AwaitResultAsync<T>(PluginCall call, Task<T> part)
    {
        try
        {
            return await part.ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RpcException or IOException)
        {
            throw await TranslateAsync(call, failure).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="AwaitResultAsync"/>
    internal Task AwaitAsync(PluginCall call, Task part)
    {
        return AwaitResultAsync(call, WithResultAsync());

        async Task<bool> WithResultAsync()
        {
            await part.ConfigureAwait(false);
            return true;
        }
    }

    private static void End(PluginCall call, IDisposable inner)
    {
        call.MarkDisposedByCaller();
        inner.Dispose();
        call.Dispose();
    }

    /// <summary>
    /// Awaits a call's only answer. Does not call <see cref="AwaitResultAsync"/>, which would allocate once more and be
    /// compiled for this type too.
    /// </summary>
    private async Task<T> FinishAsync<T>(PluginCall call, Task<T> response)
    {
        using (call)
        {
            try
            {
                return await response.ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is RpcException or IOException)
            {
                throw await TranslateAsync(call, failure).ConfigureAwait(false);
            }
        }
    }

    /// <param name="call">The call.</param>
    /// <param name="failure">
    /// A status, or what a write on a lost connection throws: gRPC passes it on as it is.
    /// </param>
    private async Task<Exception> TranslateAsync(PluginCall call, Exception failure)
    {
        Exception classified = call.Classify(
            failure as RpcException
                ?? new RpcException(new Status(StatusCode.Unavailable, failure.Message, failure)));
        return classified is CallException known ? await translate(known).ConfigureAwait(false) : classified;
    }

    /// <summary>Starts a call. If the channel is closed, the call fails here.</summary>
    private TCall Start<TCall>(PluginCall call, Func<TCall> start)
    {
        try
        {
            return call.Start(start);
        }
        catch (CallException failure)
        {
            call.Dispose();
            throw translate(failure).GetAwaiter().GetResult();
        }
    }

    private PluginCall Begin<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options)
        where TRequest : class
        where TResponse : class => new(channel, method.FullName, typeof(TResponse).Name, options, timeProvider);
}
