using System.Net;
using System.Text.Json;

namespace P5.Sources.Azure;

/// <summary>
/// The managed identity of a machine, or of an App Service or container. The library would read where to ask from the
/// environment of this process, which a plugin of a repository can have changed.
/// </summary>
/// <param name="settings">The identity, if the machine has several.</param>
/// <param name="context">The user's environment.</param>
internal sealed class ManagedIdentity(SourceSettings settings, SourceContext context) : IAzureLogin
{
    private const string EndpointVariable = "IDENTITY_ENDPOINT";
    private const string HeaderVariable = "IDENTITY_HEADER";
    private const string MachineVariable = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    private const string Machine = "http://169.254.169.254";

    /// <summary>The variables that say where to ask.</summary>
    public static IReadOnlyList<string> Variables { get; } = [EndpointVariable, HeaderVariable, MachineVariable];

    /// <inheritdoc />
    public async Task<AzureToken> GetTokenAsync(string scope, CancellationToken cancellationToken)
    {
        (Uri endpoint, string version, string header, string value) = Find();
        using HttpClient client = SourceHttp.CreateClient(endpoint, context.UserEnvironment);
        string resource = scope[..^AzureCloud.DefaultScope.Length];
        string query = $"?api-version={version}&resource={Uri.EscapeDataString(resource)}"
            + (settings.Text(AzureKey.ClientId) is { } id ? $"&client_id={id}" : "");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.AbsoluteUri + query);
            request.Headers.Add(header, value);
            using HttpResponseMessage response =
                await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            JsonElement? answer = JsonAnswer.Parse(content);
            return response.IsSuccessStatusCode
                ? TokenOf(answer, endpoint)
                : throw new SourceException(Describe(response, answer, endpoint));
        }
        catch (HttpRequestException exception)
        {
            throw new SourceException(
                $"the managed identity service at {endpoint.Authority} cannot be reached: "
                    + $"{(exception.InnerException ?? exception).Message}. Only machines of Azure have one",
                exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new SourceException(
                $"the managed identity service at {endpoint.Authority} did not answer in time. Only machines of Azure "
                    + "have one",
                exception);
        }
        catch (FormatException)
        {
            throw new SourceException($"{HeaderVariable} is not valid");
        }
    }

    private (Uri Endpoint, string Version, string Header, string Value) Find()
    {
        if (Text(EndpointVariable) is { } endpoint && Text(HeaderVariable) is { } secret)
        {
            return (Local(endpoint, EndpointVariable), "2019-08-01", "X-IDENTITY-HEADER", secret);
        }

        string machine = Text(MachineVariable) ?? Machine;
        return (
            new Uri(Local(machine, MachineVariable), "/metadata/identity/oauth2/token"),
            "2018-02-01",
            "Metadata",
            "true");
    }

    private string? Text(string variable) =>
        context.UserEnvironment.GetValueOrDefault(variable) is { Length: > 0 } text ? text : null;

    // Without TLS, only what does not leave the machine and its host.
    private static Uri Local(string text, string variable) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && (SourceHttp.IsSafe(url) || (url.Scheme == Uri.UriSchemeHttp && IsLinkLocal(url) && url.Query.Length == 0))
            ? url
            : throw new SourceException(
                $"{variable} must be an address of this machine, or one that begins with https");

    private static bool IsLinkLocal(Uri url) =>
        IPAddress.TryParse(url.Host, out IPAddress? address) && address.GetAddressBytes() is [169, 254, _, _];

    private static AzureToken TokenOf(JsonElement? answer, Uri endpoint) =>
        answer?.TextOf("access_token") is { Length: > 0 } token && answer?.TimeOf("expires_on") is { } end
            ? new AzureToken(token, end)
            : throw new SourceException(
                $"the answer of {endpoint.Authority} is not from a managed identity service: it has no access_token "
                + "with expires_on");

    private static string Describe(HttpResponseMessage response, JsonElement? answer, Uri endpoint)
    {
        string reason = answer?.TextOf("error_description") ?? answer?.TextOf("message") ?? "";
        string advice = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => $". Check that the machine has this identity, and {AzureKey.ClientId}",
            _ => SourceHttp.RetryAdviceOn(response),
        };
        return $"the managed identity service at {endpoint.Authority} answered with {(int)response.StatusCode}"
            + (reason.Length > 0 ? $" ({ControlCharacters.Escape(reason.Trim(), 300)})" : "")
            + advice;
    }
}
