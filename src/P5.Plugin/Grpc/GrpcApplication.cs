using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace P5.Plugin.Grpc;

/// <summary>The gRPC protocol over the requests that Kestrel hands out: which method, how long, how it ended.</summary>
/// <param name="methods">What clients can call.</param>
/// <param name="timeProvider">Measures the clients' deadlines.</param>
/// <param name="logger">Hears of the exceptions that come out of methods.</param>
internal sealed class GrpcApplication(IEnumerable<GrpcMethod> methods, TimeProvider timeProvider, ILogger logger)
    : IHttpApplication<HttpContext>
{
    /// <summary>The content type of requests and responses.</summary>
    public const string ContentType = "application/grpc";

    /// <summary>The header of a client's deadline.</summary>
    public const string TimeoutName = "grpc-timeout";

    /// <summary>The trailer of the status.</summary>
    public const string StatusName = "grpc-status";

    /// <summary>The trailer of the reason in words.</summary>
    public const string MessageName = "grpc-message";

    private readonly Dictionary<string, GrpcMethod> _methods = methods.ToDictionary(m => m.Path, StringComparer.Ordinal);

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = ContentType;
        GrpcStatus status = await RunAsync(context).ConfigureAwait(false);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        // Before the first message the status goes into the only headers there are, as gRPC wants it.
        IHeaderDictionary destination = context.Response.HasStarted || status.Code == GrpcStatusCode.Ok
            ? context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : context.Response.Headers;
        destination[StatusName] = status.CodeText;
        if (status.Message.Length > 0)
        {
            destination[MessageName] = status.EncodedMessage;
        }
    }

    private static bool IsGrpc(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');

    private async Task<GrpcStatus> RunAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        try
        {
            if (!_methods.TryGetValue(path, out GrpcMethod? method))
            {
                throw new GrpcException(GrpcStatusCode.Unimplemented, $"No such method: {path}.");
            }

            if (context.Request.Headers[TimeoutName] is [{ } timeout])
            {
                deadline.CancelAfter(GrpcTimeout.Parse(timeout));
            }

            await method.InvokeAsync(context, call.Token).ConfigureAwait(false);
            return new(GrpcStatusCode.Ok, "");
        }
#pragma warning disable CA1031 // Whatever a method throws is the call's result: the client gets it as a status.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var status = GrpcStatus.FromException(e, deadline.IsCancellationRequested);
            if (status.Code == GrpcStatusCode.Unknown)
            {
                // The client gets the message; where it came from is for the plugin's author, in the log.
                GrpcLog.CallThrew(logger, path, e.StackTrace, e);
            }

            return status;
        }
    }
}
