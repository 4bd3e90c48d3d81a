using System.Net.Http.Headers;

namespace P5.Sources;

/// <summary>The identity token that GitHub gives a job of a workflow.</summary>
internal static class GitHubOidc
{
    private const string UrlVariable = "ACTIONS_ID_TOKEN_REQUEST_URL";
    private const string Login = "login";
    private const string TokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

    /// <summary>Requests a token.</summary>
    /// <param name="environment">The environment of the job.</param>
    /// <param name="audience">Whom the token is for; null for GitHub's default.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The token, a JWT. Secret.</returns>
    /// <exception cref="SourceException">This is not such a job, or GitHub refuses.</exception>
    public static async Task<string> RequestAsync(
        IReadOnlyDictionary<string, string> environment, string? audience, CancellationToken cancellationToken)
    {
        (string url, string bearer) = Find(environment);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
            || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
        {
            throw new SourceException($"{UrlVariable} is not an address that begins with https");
        }

        string query = audience is null ? "" : $"&audience={Uri.EscapeDataString(audience)}";
        using HttpClient client = SourceHttp.CreateClient(address, environment);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url + query);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using HttpResponseMessage response =
                await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? JsonAnswer.Parse(content)?.TextOf("value") is { Length: > 0 } token
                    ? token
                    : throw new SourceException("GitHub's answer has no identity token")
                : throw new SourceException(
                    $"GitHub answered the request for an identity token with {(int)response.StatusCode}"
                        + SourceHttp.RetryAdviceOn(response));
        }
        catch (HttpRequestException exception)
        {
            throw new SourceException($"GitHub cannot be asked for an identity token: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            // The message can quote the address or the token.
            throw new SourceException($"{UrlVariable} or {TokenVariable} is not valid");
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new SourceException(
                "GitHub did not answer the request for an identity token within "
                    + $"{SourceHttp.RequestTimeout.TotalSeconds:0} s",
                exception);
        }
    }

    /// <summary>Finds where a job requests its token.</summary>
    /// <param name="environment">The environment of the job.</param>
    /// <returns>The address, and the token that is sent there, which is secret.</returns>
    /// <exception cref="SourceException">This is not such a job.</exception>
    public static (string Url, string Bearer) Find(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault(UrlVariable) is { Length: > 0 } url
        && environment.GetValueOrDefault(TokenVariable) is { Length: > 0 } bearer
            ? (url, bearer)
            : throw new SourceException(
                $"{UrlVariable} and {TokenVariable} are not set: this is not a job of GitHub Actions with "
                + "'permissions: id-token: write'. Run it there, or use another login")
            {
                Setting = Login,
                Fix = "Run it in such a job, or set another login.",
            };
}
