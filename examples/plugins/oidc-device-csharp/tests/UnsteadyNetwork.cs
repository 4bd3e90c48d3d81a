using System.Net;

namespace OidcDevice.Tests;

/// <summary>A network that loses requests, or has a proxy that answers instead of the provider.</summary>
internal sealed class UnsteadyNetwork : DelegatingHandler
{
    internal UnsteadyNetwork()
        : base(new HttpClientHandler())
    {
    }

    /// <summary>Whether a request does not reach the provider.</summary>
    internal Predicate<HttpRequestMessage> Breaks { get; set; } = _ => false;

    /// <summary>The HTTP status that such a request gets; null for none, a broken connection.</summary>
    internal int? Status { get; set; }

    /// <summary>Called for each request that the provider has answered, before the answer is read.</summary>
    internal Action<HttpRequestMessage> Answered { get; set; } = _ => { };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!Breaks(request))
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Answered(request);
            return response;
        }

        return Status is { } status
            ? new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = request }
            : throw new HttpRequestException("the network is gone");
    }
}
