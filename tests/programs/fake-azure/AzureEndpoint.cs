using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using P5.Testing;

namespace P5.FakeAzure;

/// <summary>
/// A server that answers as Entra ID, Key Vault and the identity service of machines do, and checks what they check:
/// tenants and applications, secrets, the signature, audience and times of assertions, refresh tokens, the pace of a
/// client that waits for its user, and for whom a token is. It also issues identity tokens, as GitHub does.
/// </summary>
public sealed class AzureEndpoint : IAsyncDisposable
{
    /// <summary>The tenant.</summary>
    public const string Tenant = "11111111-1111-1111-1111-111111111111";

    /// <summary>The application with a secret, a certificate and a federated credential.</summary>
    public const string ClientId = "22222222-2222-2222-2222-222222222222";

    /// <summary>Its secret.</summary>
    public const string ClientSecret = "hunter2~client+secret";

    /// <summary>An application for devices.</summary>
    public const string DeviceClientId = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    /// <summary>The identity of the machine.</summary>
    public const string MachineClientId = "33333333-3333-3333-3333-333333333333";

    /// <summary>A subscription.</summary>
    public const string Subscription = "44444444-4444-4444-4444-444444444444";

    /// <summary>What a job of GitHub requests identity tokens with.</summary>
    public const string GitHubBearer = "runner-token";

    /// <summary>The audience of its federated credential.</summary>
    public const string GitHubAudience = "api://AzureADTokenExchange";

    /// <summary>The header of the identity service.</summary>
    public const string IdentityHeader = "hunter2-header";

    private const string User = "ann@example.com";
    private static readonly TimeSpan s_allowedSkew = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly IdentityTokens _identityTokens = new();
    private readonly List<string> _requests = [];
    private readonly Dictionary<string, (string Resource, DateTimeOffset ExpiresAt)> _tokens = [];
    private readonly Dictionary<string, JsonObject> _secrets = new()
    {
        ["password"] = new() { ["value"] = "hunter2-password" },
        ["forbidden"] = new() { ["error"] = 403 },
        ["disabled"] = new() { ["error"] = 403, ["disabled"] = true },
    };
    private LoopbackServer _server = null!;
    private LoopbackServer _plain = null!;
    private int _count;

    private AzureEndpoint()
    {
    }

    /// <summary>The address of Entra ID and Key Vault.</summary>
    public string Address => _server.Address;

    /// <summary>The address of what machines ask without https: their identity service, and GitHub.</summary>
    public string PlainAddress => _plain.Address;

    /// <summary>The certificate of its https.</summary>
    public X509Certificate2 Certificate { get; } = TestCertificate.Create();

    /// <summary>The certificate of the application, with its key.</summary>
    public X509Certificate2 ClientCertificate { get; } = TestCertificate.Create();

    /// <summary>That certificate and its key in PEM.</summary>
    public string ClientCertificatePem
    {
        get
        {
            using RSA key = ClientCertificate.GetRSAPrivateKey()!;
            return $"{ClientCertificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
        }
    }

    /// <summary>How much later the server's clock is.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>How long its tokens are valid.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a device can be confirmed.</summary>
    public TimeSpan DeviceLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long identity tokens of GitHub are valid.</summary>
    public TimeSpan IdentityLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether refresh tokens have expired.</summary>
    public bool RefreshExpired { get; set; }

    /// <summary>The tenant of the vault.</summary>
    public string VaultTenant { get; set; } = Tenant;

    /// <summary>What the next requests are answered, in place of the usual; a body of "@" is the request.</summary>
    public Queue<AzureAnswer> Failures { get; } = new();

    /// <summary>What the next questions for a token of the device are answered; afterwards, it is confirmed.</summary>
    public Queue<string> Polls { get; } = new();

    /// <summary>What was requested, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    private DateTimeOffset Now => DateTimeOffset.UtcNow + Skew;

    /// <summary>Starts the server.</summary>
    public static async Task<AzureEndpoint> StartAsync()
    {
        var endpoint = new AzureEndpoint();
        endpoint._server = await LoopbackServer.StartAsync(endpoint.AnswerAsync, endpoint.Certificate);
        endpoint._plain = await LoopbackServer.StartAsync(endpoint.AnswerAsync);
        return endpoint;
    }

    /// <summary>Waits for Ctrl+C or SIGTERM, which the server handles.</summary>
    public Task WaitForShutdownAsync() => _server.WaitForShutdownAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _plain.DisposeAsync();
        _identityTokens.Dispose();
        Certificate.Dispose();
        ClientCertificate.Dispose();
    }

    /// <summary>Puts a secret into the vault.</summary>
    public void Put(string name, string value) => _secrets[name] = new JsonObject { ["value"] = value };

    /// <summary>Whether a token is for a resource.</summary>
    public bool IsTokenFor(string token, string resource) =>
        _tokens.TryGetValue(token, out (string Resource, DateTimeOffset ExpiresAt) issued)
        && issued.Resource == resource
        && issued.ExpiresAt > Now;

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        Dictionary<string, string> form = request.HasFormContentType
            ? (await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString())
            : [];
        AzureAnswer answer;
        lock (_lock)
        {
            _requests.Add(KindOf(request, form));
            answer = Failures.TryDequeue(out AzureAnswer? failure)
                ? failure with
                {
                    Body = failure.Body.Replace(
                        "@",
                        form.GetValueOrDefault("client_secret") ?? request.Headers.Authorization.ToString(),
                        StringComparison.Ordinal),
                }
                : Decide(request, form);
        }

        context.Response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers ?? [])
        {
            context.Response.Headers[name] = value;
        }

        context.Response.ContentType = answer.Body.StartsWith('<') ? "text/html" : "application/json";
        await context.Response.WriteAsync(answer.Body);
    }

    private static string KindOf(HttpRequest request, Dictionary<string, string> form) =>
        form.TryGetValue("grant_type", out string? grant)
            ? $"{grant} {form.GetValueOrDefault("scope")?.Split(' ')[0]}".TrimEnd()
            : $"{request.Method} {request.Path}";

    private AzureAnswer Decide(HttpRequest request, Dictionary<string, string> form) =>
        (request.Method, request.Path.Value!.Split('/')) switch
        {
            ("POST", ["", { } tenant, "oauth2", "v2.0", "token"]) => Token(tenant, request, form),
            ("POST", ["", { } tenant, "oauth2", "v2.0", "devicecode"]) => StartDevice(tenant, form),
            ("GET", ["", "secrets", { } name, ..]) => GetSecret(request, name),
            ("GET", ["", "metadata", "identity", "oauth2", "token"]) => OfMachine(
                request, request.Headers["Metadata"] == "true", "2018-02-01"),
            ("GET", ["", "msi", "token"]) => OfMachine(
                request, request.Headers["X-IDENTITY-HEADER"] == IdentityHeader, "2019-08-01"),
            ("GET", ["", "github"]) => GetIdentityToken(request),
            _ => new AzureAnswer(404, "{}"),
        };

    private AzureAnswer Token(string tenant, HttpRequest request, Dictionary<string, string> form) =>
        FindTenantProblem(tenant) ?? form.GetValueOrDefault("grant_type") switch
        {
            "client_credentials" => FindClientProblem(tenant, form) ?? Grant(form, user: null),
            "device_code" or "urn:ietf:params:oauth:grant-type:device_code" => Poll(form),
            "refresh_token" => RefreshExpired || form.GetValueOrDefault("refresh_token") != "hunter2-refresh"
                ? Refuse(400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.")
                : Grant(form, User),
            _ => Refuse(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type."),
        };

    private static AzureAnswer? FindTenantProblem(string tenant) => tenant is Tenant or "organizations" or "example.com"
        ? null
        : Refuse(400, "invalid_request", $"AADSTS90002: Tenant '{tenant}' not found. Check the tenant ID.");

    private AzureAnswer? FindClientProblem(string tenant, Dictionary<string, string> form)
    {
        if (form["client_id"] != ClientId)
        {
            return Refuse(
                400,
                "unauthorized_client",
                $"AADSTS700016: Application with identifier '{form["client_id"]}' was not found in the directory.");
        }

        if (form.TryGetValue("client_secret", out string? secret))
        {
            return secret == ClientSecret
                ? null
                : Refuse(
                    401,
                    "invalid_client",
                    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the "
                        + "client secret value, not the client secret ID.");
        }

        if (form.GetValueOrDefault("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            || !form.TryGetValue("client_assertion", out string? assertion))
        {
            return Refuse(
                401,
                "invalid_client",
                "AADSTS7000218: The request body must contain: 'client_assertion' or 'client_secret'.");
        }

        return _identityTokens.Verify(assertion) is { } ofGitHub
            ? FindGitHubProblem(ofGitHub)
            : ClientAssertion.Verify(assertion, ClientCertificate) is not { } claims
                ? Refuse(
                    401,
                    "invalid_client",
                    "AADSTS700027: The certificate used to sign the client assertion is not registered on application.")
            : claims.Audience != $"{Address}/{tenant}/oauth2/v2.0/token"
                || claims.Issuer != ClientId
                || claims.Subject != ClientId
                ? Refuse(401, "invalid_client", "AADSTS50027: JWT token is invalid or malformed.")
            : claims.NotBefore > Now + s_allowedSkew || claims.ExpiresAt < Now - s_allowedSkew
                ? Refuse(401, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range.")
            : null;
    }

    private AzureAnswer? FindGitHubProblem((string Audience, DateTimeOffset ExpiresAt) token) =>
        token.Audience != GitHubAudience
            ? Refuse(
                401,
                "invalid_client",
                "AADSTS700212: No matching federated identity record found for presented assertion audience.")
        : token.ExpiresAt <= Now - s_allowedSkew
            ? Refuse(401, "invalid_client", "AADSTS700024: Client assertion is not within its valid time range.")
        : null;

    private AzureAnswer StartDevice(string tenant, Dictionary<string, string> form) =>
        FindTenantProblem(tenant) ?? (form["client_id"] != DeviceClientId
            ? Refuse(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
            : new AzureAnswer(200, new JsonObject
            {
                ["device_code"] = "hunter2-device",
                ["user_code"] = "ABCD-EFGH",
                ["verification_uri"] = $"{Address}/device",
                ["expires_in"] = (int)DeviceLifetime.TotalSeconds,

                // No wait: tests have no clock of the library to move.
                ["interval"] = 0,
                ["message"] = "To sign in, use a web browser",
            }.ToJsonString()));

    private AzureAnswer Poll(Dictionary<string, string> form) =>
        form.GetValueOrDefault("device_code") != "hunter2-device"
            ? Refuse(400, "bad_verification_code", "AADSTS70019: The device code was not recognized.")
        : Polls.TryDequeue(out string? poll)
            ? Refuse(400, poll, $"AADSTS70016: {poll}: the device code.")
        : Grant(form, User);

    private AzureAnswer Grant(Dictionary<string, string> form, string? user)
    {
        string[] scopes = (form.GetValueOrDefault("scope") ?? "").Split(' ');
        string scope = scopes.FirstOrDefault(text => text.EndsWith("/.default", StringComparison.Ordinal))
            ?? "https://management.azure.com/.default";
        string resource = scope[..^"/.default".Length];
        if (resource.Contains("missing", StringComparison.Ordinal))
        {
            return Refuse(
                400, "invalid_resource", $"AADSTS500011: The resource principal named {resource} was not found.");
        }

        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)TokenLifetime.TotalSeconds,
            ["ext_expires_in"] = (int)TokenLifetime.TotalSeconds,
            ["access_token"] = Issue(resource),
        };
        if (user is not null)
        {
            answer["scope"] = scope;
            answer["refresh_token"] = "hunter2-refresh";
            answer["id_token"] = ClientAssertion.Unsigned(new JsonObject
            {
                ["oid"] = "55555555-5555-5555-5555-555555555555",
                ["tid"] = Tenant,
                ["preferred_username"] = user,
                ["sub"] = "ann",
                ["iss"] = $"{Address}/{Tenant}/v2.0",
                ["aud"] = form["client_id"],
                ["exp"] = Now.AddHours(1).ToUnixTimeSeconds(),
            });
            answer["client_info"] = ClientAssertion.Encode(new JsonObject
            {
                ["uid"] = "55555555-5555-5555-5555-555555555555",
                ["utid"] = Tenant,
            });
        }

        return new AzureAnswer(200, answer.ToJsonString());
    }

    private string Issue(string resource)
    {
        string token = $"hunter2.token.{++_count}";
        _tokens[token] = (resource, Now + TokenLifetime);
        return token;
    }

    private AzureAnswer GetSecret(HttpRequest request, string name)
    {
        string token = request.Headers.Authorization.ToString();
        if (VaultTenant != Tenant
            || !token.StartsWith("Bearer ", StringComparison.Ordinal)
            || !IsTokenFor(token["Bearer ".Length..], "https://vault.azure.net"))
        {
            return OfVault(401, "Unauthorized", "AKV10032: Invalid issuer.") with
            {
                Headers = new()
                {
                    ["WWW-Authenticate"] =
                        $"Bearer authorization=\"{Address}/{VaultTenant}\", resource=\"https://vault.azure.net\"",
                },
            };
        }

        return request.Query["api-version"] != "7.4" ? OfVault(400, "BadParameter", "api-version is not valid.")
            : !_secrets.TryGetValue(name, out JsonObject? secret)
                ? OfVault(404, "SecretNotFound", $"A secret with (name/id) {name} was not found in this vault.")
            : secret["disabled"] is not null
                ? OfVault(
                    403, "Forbidden", "Operation get is not allowed on a disabled secret.", inner: "SecretDisabled")
            : secret["error"] is not null
                ? OfVault(
                    403, "Forbidden", "Caller is not authorized to perform action on resource.", "ForbiddenByRbac")
            : new AzureAnswer(200, secret.ToJsonString());
    }

    private AzureAnswer OfMachine(HttpRequest request, bool isAuthentic, string version) =>
        !isAuthentic || request.Query["api-version"] != version
            ? new AzureAnswer(
                400, """{"error":"invalid_request","error_description":"Required header not specified"}""")
        : request.Query["client_id"].FirstOrDefault() is not (null or MachineClientId)
            ? new AzureAnswer(400, """{"error":"invalid_request","error_description":"Identity not found"}""")
        : new AzureAnswer(200, new JsonObject
        {
            ["access_token"] = Issue(request.Query["resource"].ToString()),
            ["expires_on"] = (Now + TokenLifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["token_type"] = "Bearer",
        }.ToJsonString());

    private AzureAnswer GetIdentityToken(HttpRequest request) =>
        request.Headers.Authorization != $"Bearer {GitHubBearer}"
            ? new AzureAnswer(401, "{}")
            : new AzureAnswer(200, new JsonObject
            {
                ["value"] = _identityTokens.Issue(request.Query["audience"].ToString(), Now + IdentityLifetime),
            }.ToJsonString());

    private static AzureAnswer OfVault(int status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null)
        {
            error["innererror"] = new JsonObject { ["code"] = inner };
        }

        return new AzureAnswer(status, new JsonObject { ["error"] = error }.ToJsonString());
    }

    private static AzureAnswer Refuse(int status, string error, string description) =>
        new(status, new JsonObject
        {
            ["error"] = error,
            ["error_description"] =
                $"{description} Trace ID: 00000000-0000-0000-0000-000000000000 Correlation ID: "
                + "00000000-0000-0000-0000-000000000000 Timestamp: 2026-01-02 03:04:05Z",
        }.ToJsonString());
}

/// <summary>An answer of the server.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
public sealed record AzureAnswer(int Status, string Body)
{
    /// <summary>Its headers; null for none.</summary>
    public Dictionary<string, string>? Headers { get; init; }
}
