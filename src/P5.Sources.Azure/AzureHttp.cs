using System.Net;
using Microsoft.Identity.Client;

namespace P5.Sources.Azure;

/// <summary>
/// How one request talks to Entra ID and Key Vault: without redirects, with the limits of P5, and with the certificates
/// that the user trusts.
/// </summary>
internal sealed class AzureHttp : IMsalHttpClientFactory, IDisposable
{
    /// <summary>The user's file of certificates to trust, as for the Azure CLI.</summary>
    public const string CertificatesVariable = "REQUESTS_CA_BUNDLE";

    /// <param name="cloud">The servers.</param>
    /// <param name="context">The user's environment and the clock.</param>
    /// <exception cref="SourceException">The certificates cannot be read.</exception>
    public AzureHttp(AzureCloud cloud, SourceContext context)
    {
        Action<SocketsHttpHandler>? trust =
            context.UserEnvironment.GetValueOrDefault(CertificatesVariable) is { Length: > 0 } path
                ? SourceHttp.TrustOnly(context.Tools, CertificatesVariable, path)
                : null;
        Client = SourceHttp.CreateClient(
            cloud.Authority,
            context.UserEnvironment,
            trust,
            handler => new SlowDownHandler(context.TimeProvider) { InnerHandler = handler });
    }

    /// <summary>The client.</summary>
    public HttpClient Client { get; }

    /// <inheritdoc />
    public HttpClient GetHttpClient() => Client;

    /// <inheritdoc />
    public void Dispose() => Client.Dispose();

    /// <summary>
    /// Waits five seconds longer after each <c>slow_down</c>, as RFC 8628 (3.5) requires. The library ends the login on
    /// that answer, so it gets <c>authorization_pending</c> instead, and asks again.
    /// </summary>
    private sealed class SlowDownHandler(TimeProvider timeProvider) : DelegatingHandler
    {
        private const string SlowDown = "slow_down";
        private const string Pending = "authorization_pending";

        private static readonly TimeSpan s_step = TimeSpan.FromSeconds(5);

        // The pause is part of the time that a request may take.
        private static readonly TimeSpan s_longest = SourceHttp.RequestTimeout / 2;

        private TimeSpan _pause;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.BadRequest)
            {
                return response;
            }

            await response.Content.LoadIntoBufferAsync(SourceHttp.MaximumBytes, cancellationToken)
                .ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            string? error = JsonAnswer.Parse(answer)?.TextOf("error");
            if (error == SlowDown)
            {
                _pause = _pause < s_longest ? _pause + s_step : _pause;

                // The library does not take an error without a description for what it is.
                response.Content = new StringContent(
                    $$"""{"error":"{{Pending}}","error_description":"{{SlowDown}}"}""");
            }

            if (error is SlowDown or Pending && _pause > TimeSpan.Zero)
            {
                await Task.Delay(_pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }

            return response;
        }
    }
}
