using System.Buffers;

namespace P5.GoPlugin;

/// <summary>
/// A call under way. Its owner asks for the next message, and waits where there is none yet; no other layer waits in
/// between.
/// </summary>
/// <param name="channel">Where the connection comes from.</param>
/// <param name="headers">The request's header block.</param>
/// <param name="body">The request's message, framed.</param>
/// <param name="wakeAt">How many bytes of an answer that has not ended are worth looking at.</param>
/// <param name="cancellationToken">Ends the call.</param>
internal sealed class GrpcCall(
    GrpcChannel channel, byte[] headers, byte[] body, int wakeAt, CancellationToken cancellationToken) : IDisposable
{
    private const string ContentType = "application/grpc";

    /// <summary>A server that ends a connection has not seen what was sent at that moment.</summary>
    private const int MaxAttempts = 3;

    private readonly GrpcFrameReader _frames = new();
    private CancellationTokenRegistration _registration;
    private Http2Stream? _stream;
    private int _attempts;
    private byte[]? _chunk;
    private int _chunkStart;
    private int _chunkLength;
    private bool _isChecked;
    private bool _isAtEnd;

    /// <summary>Waits until it makes sense to ask again. The call begins with the first wait.</summary>
    internal Task WaitAsync()
    {
        if (_stream is not null)
        {
            return _stream.WaitAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
        Task<Http2Connection> connecting = channel.GetConnectionAsync();
        if (!connecting.IsCompletedSuccessfully)
        {
            return connecting.WaitAsync(cancellationToken);
        }

        _attempts++;
        _stream = connecting.Result.Open(headers, body, wakeAt);
        _registration = cancellationToken.UnsafeRegister(static stream => ((Http2Stream)stream!).Cancel(), _stream);
        return _stream.WaitAsync();
    }

    /// <summary>Asks for the next message.</summary>
    /// <param name="payload">The message's bytes, or null at the end of a call that the plugin says went well.</param>
    /// <returns>Whether there is a message or the end; else wait.</returns>
    /// <exception cref="GrpcException">The plugin answered with an error, or with something that is no gRPC.</exception>
    /// <exception cref="Http2Exception">The stream or its connection failed.</exception>
    internal bool TryNext(out byte[]? payload)
    {
        payload = null;
        while (_stream is not null)
        {
            if (_chunk is not null)
            {
                ReadOnlySpan<byte> rest = _chunk.AsSpan(_chunkStart, _chunkLength - _chunkStart);
                payload = _frames.Read(ref rest);
                _chunkStart = _chunkLength - rest.Length;
                if (payload is not null)
                {
                    return true;
                }

                ReturnChunk();
            }

            if (_isAtEnd)
            {
                CheckHeaders();
                _frames.End();
                ThrowUnlessOk(_stream.Response);
                return true;
            }

            if (!TakeChunk())
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Gives the call up, unless it is over.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        ReturnChunk();
        _stream?.Discard();
    }

    /// <returns>Whether there was anything, if only the end.</returns>
    private bool TakeChunk()
    {
        try
        {
            _isAtEnd = _stream!.Take(out _chunk, out _chunkLength);
        }
        catch (Http2Exception failure) when (
            failure.IsUnprocessed && _attempts < MaxAttempts && !cancellationToken.IsCancellationRequested)
        {
            _registration.Dispose();
            _stream = null;
            return false;
        }

        _chunkStart = 0;
        if (_chunk is not null)
        {
            CheckHeaders();
        }

        return _isAtEnd || _chunk is not null;
    }

    private void ReturnChunk()
    {
        if (_chunk is not null)
        {
            ArrayPool<byte>.Shared.Return(_chunk);
            _chunk = null;
        }
    }

    private void CheckHeaders()
    {
        if (_isChecked)
        {
            return;
        }

        _isChecked = true;
        Http2Response response = _stream!.Response;
        string contentType = response.ContentType ?? "";
        bool isGrpc = contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');
        if (response.Status != 200 && !(isGrpc && response.HasStatusInHeaders))
        {
            throw new GrpcException(
                GrpcStatus.FromHttp(response.Status),
                $"the plugin answered with the HTTP status {response.Status}",
                GrpcFailureCause.Protocol);
        }

        if (!isGrpc)
        {
            throw new GrpcException(
                GrpcStatusCode.Unknown,
                $"the plugin answered with the content type '{Printable.Shorten(contentType)}', which is no gRPC",
                GrpcFailureCause.Protocol);
        }
    }

    private static void ThrowUnlessOk(Http2Response response)
    {
        if (response.GrpcStatus is null)
        {
            throw new GrpcException(
                GrpcStatusCode.Unknown, "the plugin's answer ended without a gRPC status", GrpcFailureCause.Protocol);
        }

        var status = GrpcStatus.Parse(response.GrpcStatus, response.GrpcMessage);
        if (status.Code != GrpcStatusCode.OK)
        {
            throw new GrpcException(status.Code, status.Detail, GrpcFailureCause.Status);
        }
    }
}
