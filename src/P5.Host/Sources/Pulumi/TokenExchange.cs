using System.Net;
using System.Text.Json;
using P5.Sources;

namespace P5.Host;

/// <summary>The token exchange of Pulumi Cloud (RFC 8693).</summary>
/// <param name="service">The address of the service, with a slash at its end.</param>
/// <param name="userEnvironment">The environment that the user has made.</param>
internal sealed class TokenExchange(Uri service, IReadOnlyDictionary<string, string> userEnvironment)
{
    private const string Path = "api/oauth/token";

    /// <summary>Exchanges a token.</summary>
    /// <param name="form">The request. The token in it is secret.</param>
    /// <param name="secret">That token, which the service or a proxy may send back.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SourceException">The service refuses, or cannot be reached.</exception>
    public async Task<PulumiToken> SendAsync(
        IReadOnlyDictionary<string, string> form, string secret, CancellationToken cancellationToken)
    {
        using HttpClient client = SourceHttp.CreateClient(service, userEnvironment);
        using var content = new FormUrlEncodedContent(form);
        try
        {
            using HttpResponseMessage response =
                await client.PostAsync(new Uri(service, Path), content, cancellationToken).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? TokenOf(answer)
                : throw new SourceException(
                    Describe(response, answer).Replace(secret, "***", StringComparison.Ordinal));
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new SourceException($"the answer of {service} is larger than 1 MiB", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new SourceException(
                $"{service} cannot be reached: {(exception.InnerException ?? exception).Message}", exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new SourceException(
                $"{service} did not answer in time; a connection may take {SourceHttp.ConnectTimeout.TotalSeconds:0} s,"
                    + $" and a request {SourceHttp.RequestTimeout.TotalSeconds:0} s",
                exception);
        }
    }

    private PulumiToken TokenOf(byte[] answer)
    {
        if (JsonAnswer.Parse(answer) is not { } root)
        {
            throw new SourceException($"the answer of {service} is not a JSON object, so it is not from Pulumi Cloud");
        }

        if (root.TextOf("access_token") is not { Length: > 0 } token)
        {
            throw new SourceException($"the answer of {service} has no access_token");
        }

        if (VariableRules.Problem("PULUMI_ACCESS_TOKEN", token) is { } problem)
        {
            throw new SourceException($"the answer of {service} has {problem}");
        }

        return root.TryGetProperty("expires_in", out JsonElement seconds)
            && seconds.ValueKind == JsonValueKind.Number
            && seconds.TryGetInt32(out int lifetime)
            && lifetime > 0
                ? new PulumiToken(token, lifetime)
                : throw new SourceException(
                    $"the answer of {service} has no expires_in, a number of seconds that is more than zero");
    }

    private string Describe(HttpResponseMessage response, byte[] answer)
    {
        string advice = response.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                ". Check that Pulumi Cloud has the issuer of the token registered for the organization, with a policy "
                + "that allows its audience and subject, and that the token has not expired",
            HttpStatusCode.NotFound => ". It is not Pulumi Cloud: check backend or api",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                $". It redirects to {response.Headers.Location}; set that address",
            _ => SourceHttp.RetryAdviceOn(response),
        };
        JsonElement? root = JsonAnswer.Parse(answer);
        string?[] reasons =
        [
            root is { } error ? error.TextOf("error_description") ?? error.TextOf("error") : null,
            root is { } message ? message.TextOf("message") : null,
        ];
        string reason = string.Join("; ", reasons.OfType<string>());
        return $"{service} answered the exchange of the token with {(int)response.StatusCode}"
            + (reason.Length > 0 ? $" ({reason.ReplaceLineEndings(" ").Trim()})" : "")
            + advice;
    }
}
