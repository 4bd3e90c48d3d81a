using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace P5.Plugin.Grpc;

/// <summary>A method that clients can call.</summary>
/// <param name="Path">Its HTTP path, <c>/package.Service/Method</c>.</param>
/// <param name="InvokeAsync">Reads the request, does the work and writes the response's messages.</param>
internal sealed record GrpcMethod(string Path, Func<HttpContext, CancellationToken, Task> InvokeAsync)
{
    /// <summary>A method that answers one message with one message.</summary>
    public static GrpcMethod Unary<TRequest, TResponse>(
        string path,
        MessageParser<TRequest> parser,
        Func<TRequest, CancellationToken, Task<TResponse>> handle)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> =>
        new(path, async (context, cancellationToken) =>
        {
            TRequest request = await GrpcFrame.ReadSingleAsync(context.Request.BodyReader, parser, cancellationToken)
                .ConfigureAwait(false);
            TResponse response = await handle(request, cancellationToken).ConfigureAwait(false);
            GrpcFrame.Write(context.Response.BodyWriter, response);
        });

    /// <summary>A method that answers one message with a stream of them.</summary>
    public static GrpcMethod ServerStream<TRequest, TResponse>(
        string path,
        MessageParser<TRequest> parser,
        Func<TRequest, CancellationToken, IAsyncEnumerable<TResponse>> handle)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> =>
        new(path, async (context, cancellationToken) =>
        {
            TRequest request = await GrpcFrame.ReadSingleAsync(context.Request.BodyReader, parser, cancellationToken)
                .ConfigureAwait(false);

            // At once: a client may wait for the headers, and the first message can be long in coming.
            await context.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
            await foreach (TResponse response in handle(request, cancellationToken).ConfigureAwait(false))
            {
                GrpcFrame.Write(context.Response.BodyWriter, response);
                await context.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        });
}
