using Microsoft.Identity.Client;

namespace P5.Sources.Azure;

/// <summary>The login of an application, with a secret, a certificate or a token of another issuer.</summary>
internal sealed class ApplicationLogin : IAzureLogin
{
    private readonly IConfidentialClientApplication _client;
    private readonly string _action;
    private readonly string? _secret;

    /// <param name="cloud">The servers.</param>
    /// <param name="settings">The tenant and the application.</param>
    /// <param name="http">What talks to them.</param>
    /// <param name="prove">Adds how the application proves what it is.</param>
    /// <param name="secret">The secret that is sent; null if it is a certificate's signature.</param>
    public ApplicationLogin(
        AzureCloud cloud,
        SourceSettings settings,
        AzureHttp http,
        Action<ConfidentialClientApplicationBuilder> prove,
        string? secret)
    {
        string clientId = settings.Text(AzureKey.ClientId)!;
        ConfidentialClientApplicationBuilder builder = ConfidentialClientApplicationBuilder.Create(clientId)
            .WithAuthority(new Uri(cloud.Authority, settings.Text(AzureKey.Tenant)!).AbsoluteUri)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(http);
        prove(builder);
        _client = builder.Build();
        _action = $"log in the application {clientId}";
        _secret = secret;
    }

    /// <inheritdoc />
    public async Task<AzureToken> GetTokenAsync(string scope, CancellationToken cancellationToken)
    {
        AuthenticationResult result = await EntraCall.RunAsync(
            _action,
            _secret,
            () => _client.AcquireTokenForClient([scope]).ExecuteAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return new AzureToken(result.AccessToken, result.ExpiresOn);
    }
}
