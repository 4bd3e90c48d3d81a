namespace P5.GoPlugin;

/// <summary>Adds to a request, and reads from its response, what gRPC's own client does not pass on.</summary>
internal sealed class CallHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        PluginCall call = PluginCall.Current;
        if (call.Timeout is { } timeout)
        {
            request.Headers.Add("grpc-timeout", GrpcTimeout.Format(timeout));
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        call.Response = response;
        return response;
    }
}
