using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace P5.Sources.Azure;

/// <summary>A secret of Key Vault that a variable gets.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Address">The address of the secret.</param>
internal sealed partial record KeyVaultSecret(string Variable, Uri Address)
{
    private const string Name = "[0-9A-Za-z][0-9A-Za-z-]{0,126}";

    /// <summary>Whether it is of a server on this machine.</summary>
    public bool IsLocal => Address.IsLoopback;

    /// <summary>Reads an address, which must be one of the cloud, because a token is sent there.</summary>
    /// <exception cref="SourceException">It is not, or has another form.</exception>
    public static KeyVaultSecret Parse(string variable, string text, AzureCloud cloud) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.Scheme == Uri.UriSchemeHttps
        && SourceHttp.IsSafe(url)
        && PathForm().IsMatch(url.AbsolutePath)
        && (url.IsLoopback || (url.IsDefaultPort && IsVaultOf(url.IdnHost, cloud)))
            ? new KeyVaultSecret(variable, url)
            : throw Wrong(variable, cloud);

    /// <summary>The failure of an address.</summary>
    public static SourceException Wrong(string variable, AzureCloud cloud) => new(
        $"{AzureKey.Variables}.{variable} must be the address of a secret of Key Vault, such as "
        + $"https://example.{cloud.VaultSuffix}/secrets/password")
    {
        Setting = AzureKey.Variables,
    };

    /// <summary>The variable alone.</summary>
    public override string ToString() => Variable;

    private static bool IsVaultOf(string host, AzureCloud cloud) =>
        host.EndsWith('.' + cloud.VaultSuffix, StringComparison.OrdinalIgnoreCase)
        && NameForm().IsMatch(host[..^(cloud.VaultSuffix.Length + 1)]);

    [GeneratedRegex($@"^{Name}\z")]
    private static partial Regex NameForm();

    [GeneratedRegex($@"^/secrets/{Name}(/[0-9A-Za-z]{{1,64}})?\z")]
    private static partial Regex PathForm();
}

/// <summary>Reads secrets of Key Vault.</summary>
/// <param name="client">What talks to it.</param>
/// <param name="token">An access token for it.</param>
internal sealed partial class KeyVault(HttpClient client, AzureToken token)
{
    private const string Version = "7.4";

    /// <summary>Reads the value of a secret.</summary>
    /// <exception cref="SourceException">The vault refuses, or cannot be reached.</exception>
    public async Task<string> ReadAsync(KeyVaultSecret secret, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{secret.Address}?api-version={Version}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            using HttpResponseMessage response =
                await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            byte[] content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            JsonElement? answer = JsonAnswer.Parse(content);
            return !response.IsSuccessStatusCode
                ? throw new SourceException(
                    Describe(response, answer, secret).Replace(token.Value, "***", StringComparison.Ordinal))
                : answer?.TextOf("value")
                    ?? throw new SourceException(
                        $"the answer to {secret.Address} is not from Key Vault: it has no value");
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new SourceException($"the answer to {secret.Address} is larger than 1 MiB", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new SourceException(
                $"Key Vault at {secret.Address.Authority} cannot be reached: "
                    + $"{(exception.InnerException ?? exception).Message}. Check the name of the vault",
                exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw new SourceException($"Key Vault at {secret.Address.Authority} did not answer in time", exception);
        }
    }

    private static string Describe(HttpResponseMessage response, JsonElement? answer, KeyVaultSecret secret)
    {
        JsonElement? error = answer?.ObjectOf("error");
        string code = error?.ObjectOf("innererror")?.TextOf("code") ?? error?.TextOf("code") ?? "";
        string reason = ControlCharacters.Escape(
            (error?.TextOf("message") ?? "").ReplaceLineEndings(" ").Trim(), maxLength: 300);
        string advice = (response.StatusCode, code) switch
        {
            (HttpStatusCode.Unauthorized, _) => TenantOf(response) is { } tenant
                ? $". The vault belongs to the tenant {tenant}: set {AzureKey.Tenant}"
                : ". Log in again",
            (_, "SecretDisabled") => ". Enable the secret, or name a version of it that is enabled",
            (HttpStatusCode.Forbidden, _) =>
                ". Give the identity the role 'Key Vault Secrets User', and check the firewall of the vault",
            (HttpStatusCode.NotFound, _) => ". Check the name and the version of the secret",
            _ => SourceHttp.RetryAdviceOn(response),
        };
        return $"Key Vault answered {secret.Address} with {(int)response.StatusCode}"
            + (code.Length > 0 ? $" {ControlCharacters.Escape(code, 100)}" : "")
            + (reason.Length > 0 ? $" ({reason})" : "")
            + advice;
    }

    // WWW-Authenticate: Bearer authorization="https://login.microsoftonline.com/TENANT", resource="…"
    private static string? TenantOf(HttpResponseMessage response) =>
        response.Headers.WwwAuthenticate
            .Select(challenge => TenantForm().Match(challenge.Parameter ?? ""))
            .FirstOrDefault(match => match.Success)?.Groups["tenant"].Value;

    [GeneratedRegex(@"authorization=""https://[^""/]+/(?<tenant>[0-9A-Za-z.-]{1,100})""")]
    private static partial Regex TenantForm();
}
