namespace P5.GoPlugin;

/// <summary>Tells what an exception of the HTTP/2 transport means for a call.</summary>
internal static class TransportFailure
{
    /// <summary>Whether this is how a call can fail; anything else is a mistake in the code and passes through.</summary>
    internal static bool Is(Exception failure) => failure
        is GrpcException
        or HttpRequestException
        or IOException
        or OperationCanceledException
        or ObjectDisposedException;

    internal static GrpcException Explain(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol)
            {
                return new GrpcException(
                    GrpcStatus.FromHttp2Error(protocol.ErrorCode),
                    $"the plugin broke off with the HTTP/2 error {protocol.ErrorCode}",
                    GrpcFailureCause.Protocol,
                    failure);
            }
        }

        // An invalid answer on a connection that stands is the plugin's doing; all else is the connection's end.
        return failure is HttpRequestException
            { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }
            ? new GrpcException(GrpcStatusCode.Internal, failure.Message, GrpcFailureCause.Protocol, failure)
            : new GrpcException(
                GrpcStatusCode.Unavailable,
                $"the connection to the plugin failed: {failure.GetBaseException().Message}",
                GrpcFailureCause.Connection,
                failure);
    }
}
