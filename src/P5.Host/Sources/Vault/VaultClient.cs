using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using P5.Sources;

namespace P5.Host;

/// <summary>Requests to Vault's HTTP API.</summary>
internal sealed class VaultClient : IDisposable
{
    /// <summary>The variable that names the certificates to trust.</summary>
    public const string CertificateVariable = "VAULT_CACERT";

    /// <summary>Of all revocations together: they follow a failure or a cancellation, which waits for them.</summary>
    private static readonly TimeSpan s_revokeTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client;
    private readonly VaultServer _server;
    private readonly List<string> _secrets = [];

    /// <param name="server">The server.</param>
    /// <param name="environment">
    /// The environment that the user has made: <c>VAULT_CACERT</c> names the certificates to trust.
    /// </param>
    /// <exception cref="SourceException">The certificates cannot be read.</exception>
    public VaultClient(VaultServer server, IReadOnlyDictionary<string, string> environment)
    {
        _server = server;
        string? certificates = environment.GetValueOrDefault(CertificateVariable);
        _client = SourceHttp.CreateClient(server.Url, environment, handler => Trust(handler, certificates));
        _client.BaseAddress = server.Url;
        _client.DefaultRequestHeaders.Add("X-Vault-Request", "true");
        if (server.Namespace is { } name)
        {
            _client.DefaultRequestHeaders.Add("X-Vault-Namespace", RequireHeader(name, "the namespace"));
        }
    }

    /// <summary>The token that requests are sent with; null, the default, for none. Secret.</summary>
    public string? Token
    {
        get;
        set
        {
            field = value;
            if (value is not null)
            {
                Hide(value);
            }
        }
    }

    /// <summary>Masks a secret in what the server answers: it, or a proxy, may send it back.</summary>
    public void Hide(string secret) => _secrets.Add(secret);

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    /// <summary>Reads a path.</summary>
    /// <param name="path">The path of the API, without <c>v1/</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The answer, an object.</returns>
    /// <exception cref="SourceException">The server refuses, or cannot be reached.</exception>
    public Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, cancellationToken);

    /// <summary>Writes to a path.</summary>
    /// <param name="path">The path of the API, without <c>v1/</c>.</param>
    /// <param name="body">The body. It may be secret.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <inheritdoc cref="ReadAsync"/>
    public Task<JsonElement> WriteAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>Revokes what was created: with the token of a login its leases end too.</summary>
    /// <param name="token">The token that the leases were created with.</param>
    /// <param name="leases">Their ids.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="SourceException">The server refuses, or cannot be reached.</exception>
    public Task RevokeAsync(VaultToken token, IEnumerable<string> leases, CancellationToken cancellationToken)
    {
        Token = token.Value;
        return token.IsOfLogin
            ? WriteAsync("auth/token/revoke-self", [], cancellationToken)
            : Task.WhenAll(leases.Select(lease => WriteAsync(
                "sys/leases/revoke", new JsonObject { ["lease_id"] = lease }, cancellationToken)));
    }

    /// <summary>Revokes what was created in vain, if the server can be reached and answers at once.</summary>
    /// <inheritdoc cref="RevokeAsync" path="/param"/>
    public async Task TryRevokeAsync(VaultToken token, IEnumerable<string> leases)
    {
        using var limit = new CancellationTokenSource(s_revokeTimeout);
        try
        {
            await RevokeAsync(token, leases, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SourceException or OperationCanceledException)
        {
            // The failure that made them useless is reported, and leases expire by themselves.
        }
    }

    /// <summary>A number of seconds in an answer; zero if it has none.</summary>
    public static TimeSpan SecondsOf(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int seconds)
        && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;

    /// <summary>Whether an answer says that something is true.</summary>
    public static bool IsTrue(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static void Trust(SocketsHttpHandler handler, string? certificates)
    {
        if (certificates is not { Length: > 0 })
        {
            return;
        }

        string origin = $"{CertificateVariable} {certificates}";
        try
        {
            SourceHttp.TrustOnly(
                handler, origin, RegularFile.ReadBytes(Path.GetFullPath(certificates), SourceHttp.MaximumBytes));
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SourceException($"{origin} cannot be read: {exception.Message}", exception);
        }
    }

    private async Task<JsonElement> SendAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        using var request = new HttpRequestMessage(method, $"v1/{escaped}");
        if (Token is { } token)
        {
            request.Headers.Add("X-Vault-Token", RequireHeader(token, "the token"));
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        }

        try
        {
            using HttpResponseMessage response =
                await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? Parse(content, path)
                : throw new SourceException(Masked(Describe(response, content, path)));
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new SourceException($"Vault's answer to {path} is larger than 1 MiB", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new SourceException(
                $"Vault at {_server.Url} cannot be reached: {(exception.InnerException ?? exception).Message}",
                exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new SourceException(
                $"Vault at {_server.Url} did not answer in time; a connection may take "
                + $"{SourceHttp.ConnectTimeout.TotalSeconds:0} s, and a request "
                + $"{SourceHttp.RequestTimeout.TotalSeconds:0} s",
                exception);
        }
    }

    // The exception of the library would quote it.
    private static string RequireHeader(string value, string what) => value.All(c => c is > ' ' and < '\u007f')
        ? value
        : throw new SourceException(
            $"{what} for Vault has a blank, a line break or another character that is not allowed");

    // A revocation is answered with nothing.
    private static JsonElement Parse(byte[] content, string path) =>
        JsonAnswer.Parse(content.Length == 0 ? "{}"u8.ToArray() : content)
        ?? throw new SourceException($"the answer to {path} is not from Vault: it is not a JSON object");

    private string Masked(string text) =>
        _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));

    private static string Describe(HttpResponseMessage response, byte[] content, string path)
    {
        string advice = response.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized =>
                ". Log in again, or give the token a policy that allows it",
            HttpStatusCode.NotFound =>
                ". Nothing is there: check the path; the key-value store's version 2 has data after the mount, as in "
                + "secret/data/app",
            HttpStatusCode.ServiceUnavailable =>
                $". The server is sealed or in maintenance; {SourceHttp.WhenToRetry(response.Headers.RetryAfter)}",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                $". The server redirects to {response.Headers.Location}; set that address",
            _ => SourceHttp.RetryAdviceOn(response),
        };
        string errors = string.Join("; ", ErrorsOf(content));
        string reason = errors.Length > 0 ? $" ({errors})" : "";
        return $"Vault answered {path} with {(int)response.StatusCode}{reason}{advice}";
    }

    private static IEnumerable<string> ErrorsOf(byte[] content)
    {
        try
        {
            return JsonAnswer.Parse(content) is { } answer
                && answer.TryGetProperty("errors", out JsonElement errors)
                && errors.ValueKind == JsonValueKind.Array
                    ? [.. errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.String)
                        .Select(error => error.GetString()!.Trim().ReplaceLineEndings(" "))]
                    : [];
        }
        catch (InvalidOperationException)
        {
            // Not text; the status says what happened.
            return [];
        }
    }
}
