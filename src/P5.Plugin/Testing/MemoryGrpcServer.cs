using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using P5.Plugin.Grpc;

namespace P5.Plugin.Testing;

/// <summary>Calls the methods that a plugin serves with requests that lie in memory.</summary>
internal sealed class MemoryGrpcServer(GrpcApplication application)
{
    /// <summary>Calls a method.</summary>
    /// <returns>The message of the answer.</returns>
    /// <exception cref="PluginCallException">The call ended with another status than OK.</exception>
    /// <exception cref="OperationCanceledException">The token was set.</exception>
    public async Task<byte[]> CallAsync(
        string path, IMessage message, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        IHttpResponseTrailersFeature trailers = new MemoryTrailers();
        using var body = new MemoryStream();
        DefaultHttpContext context = CreateContext(path, message, deadline);
        context.Features.Set(trailers);
        context.Response.Body = body;
        context.RequestAborted = cancellationToken;

        await application.ProcessRequestAsync(context).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await context.Response.BodyWriter.FlushAsync(CancellationToken.None).ConfigureAwait(false);

        IHeaderDictionary headers = trailers.Trailers.ContainsKey(GrpcApplication.StatusName)
            ? trailers.Trailers
            : context.Response.Headers;
        var status = (GrpcStatusCode)int.Parse($"{headers[GrpcApplication.StatusName]}", CultureInfo.InvariantCulture);
        return status == GrpcStatusCode.Ok
            ? body.ToArray()[GrpcFrame.PrefixLength..]
            : throw new PluginCallException(
                $"{status}", Uri.UnescapeDataString($"{headers[GrpcApplication.MessageName]}"));
    }

    private static DefaultHttpContext CreateContext(string path, IMessage message, TimeSpan? deadline)
    {
        var frame = new ArrayBufferWriter<byte>();
        GrpcFrame.Write(frame, message);
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = path;
        context.Request.ContentType = GrpcApplication.ContentType;
        context.Request.Body = new MemoryStream(frame.WrittenSpan.ToArray());
        if (deadline is { } given)
        {
            context.Request.Headers[GrpcApplication.TimeoutName] = GrpcTimeout.Format(given);
        }

        return context;
    }

    private sealed class MemoryTrailers : IHttpResponseTrailersFeature
    {
        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    }
}
