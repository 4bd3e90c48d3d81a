using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OidcDevice;

/// <summary>The three requests that this plugin sends to an OpenID Connect provider.</summary>
internal sealed class IdentityProvider(HttpClient http)
{
    /// <summary>Reads the discovery document.</summary>
    /// <exception cref="LoginException">
    /// It does not exist, is another provider's, or does not offer the device grant.
    /// </exception>
    internal async Task<ProviderMetadata> DiscoverAsync(Uri issuer, CancellationToken cancellationToken)
    {
        var address = new Uri($"{issuer.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration");
        using HttpResponseMessage response = await SendAsync(
            new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);
        ThrowIfFailed(response);
        ProviderMetadata metadata = await ReadAsync(response, OidcJson.Default.ProviderMetadata, cancellationToken);
        if (!Uri.TryCreate(metadata.Issuer, UriKind.Absolute, out Uri? named) || named != issuer)
        {
            throw new LoginException(
                $"{address} is the discovery document of another issuer. Check the setting 'issuer'.");
        }

        if (metadata.DeviceAuthorizationEndpoint is not { } device)
        {
            throw new LoginException(
                $"{issuer} does not offer the login by device code. Ask its administrator to allow it.");
        }

        if (!Login.IsSafe(device) || !Login.IsSafe(metadata.TokenEndpoint))
        {
            throw new LoginException($"{issuer} names an endpoint without TLS. No token is sent there.");
        }

        return metadata;
    }

    /// <summary>Starts a login.</summary>
    /// <exception cref="LoginException">The provider rejects it.</exception>
    internal async Task<DeviceAuthorization> AuthorizeDeviceAsync(
        ProviderMetadata metadata, Login login, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string> { ["client_id"] = login.ClientId, ["scope"] = login.Scope };
        using HttpResponseMessage response = await PostAsync(
            metadata.DeviceAuthorizationEndpoint!, form, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return await ReadAsync(response, OidcJson.Default.DeviceAuthorization, cancellationToken);
    }

    /// <summary>Gets tokens for a grant.</summary>
    /// <exception cref="LoginException">
    /// The provider rejects it; <see cref="LoginException.ErrorCode"/> is the reason.
    /// </exception>
    internal async Task<TokenReply> RedeemAsync(
        ProviderMetadata metadata, Dictionary<string, string> grant, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await PostAsync(metadata.TokenEndpoint, grant, cancellationToken);
        await ThrowIfRefusedAsync(response, cancellationToken);
        return await ReadAsync(response, OidcJson.Default.TokenReply, cancellationToken);
    }

    private Task<HttpResponseMessage> PostAsync(
        Uri address, Dictionary<string, string> form, CancellationToken cancellationToken) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) },
            cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                return await http.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                throw new LoginException($"{request.RequestUri} cannot be reached: {exception.Message}", exception)
                {
                    MayPass = true,
                };
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new LoginException(
                    $"{request.RequestUri} did not answer within {http.Timeout.TotalSeconds:0} s.", exception)
                {
                    MayPass = true,
                };
            }
        }
    }

    /// <summary>RFC 6749, 5.2: a rejection is an HTTP error with a JSON object.</summary>
    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            Refusal refusal = await ReadAsync(response, OidcJson.Default.Refusal, cancellationToken);
            throw new LoginException(
                $"{response.RequestMessage!.RequestUri} answered {refusal.Error}: "
                + (refusal.ErrorDescription ?? "no details"))
            {
                ErrorCode = refusal.Error,
            };
        }

        ThrowIfFailed(response);
    }

    private static void ThrowIfFailed(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new LoginException($"{response.RequestMessage!.RequestUri} answered HTTP {(int)response.StatusCode}.")
            {
                MayPass = response.StatusCode >= HttpStatusCode.InternalServerError
                    || response.StatusCode == HttpStatusCode.TooManyRequests,
            };
        }
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote the text, which may contain a token.
            throw new LoginException(
                $"{response.RequestMessage!.RequestUri} answered something that is not {typeof(T).Name} in JSON.",
                exception);
        }
    }
}
