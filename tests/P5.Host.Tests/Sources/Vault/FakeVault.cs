using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace P5.Host.Tests;

/// <summary>
/// A server that answers as the documentation of Vault's HTTP API describes, and checks what Vault checks: tokens,
/// roles and secrets of logins, and identity tokens of an issuer that it trusts.
/// </summary>
internal sealed class FakeVault : IAsyncDisposable
{
    internal const string Token = "hvs.root";
    internal const string RoleId = "role-id";
    internal const string SecretId = "hunter2-secret-id";
    internal const string Password = "hunter2-password";
    internal const string Audience = "https://vault.example.com";

    private readonly WebApplication _app;
    private readonly IdentityVerifier? _identities;
    private readonly Dictionary<string, (int Status, string Body)> _answers = [];
    private readonly List<string> _requests = [];
    private readonly List<string> _revoked = [];
    private readonly HashSet<string> _logins = [];

    private FakeVault(X509Certificate2? certificate, IdentityVerifier? identities)
    {
        _identities = identities;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    internal string Address => _app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Whether a refused login has the request in its error.</summary>
    internal bool Echo { get; set; }

    /// <summary>The seconds that a renewal adds at most.</summary>
    internal int LongestRenewal { get; set; } = int.MaxValue;

    /// <summary>What the next requests are answered, in place of the usual.</summary>
    internal Queue<(int Status, string Body)> Failures { get; } = [];

    /// <summary>Method and path of each request, with its namespace.</summary>
    internal IReadOnlyList<string> Requests => _requests;

    internal IReadOnlyList<string> Revoked => _revoked;

    /// <param name="certificate">For TLS; null for plain text.</param>
    /// <param name="identities">Verifies identity tokens; null if no issuer is trusted.</param>
    internal static async Task<FakeVault> StartAsync(
        X509Certificate2? certificate = null, IdentityVerifier? identities = null)
    {
        var vault = new FakeVault(certificate, identities);
        await vault._app.StartAsync();
        return vault;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>What a path answers to those with a token.</summary>
    internal void Put(string path, string body, int status = 200) => _answers[$"/v1/{path}"] = (status, body);

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path;
        string name = request.Headers["X-Vault-Namespace"].ToString();
        string token = request.Headers["X-Vault-Token"].ToString();
        JsonNode? body = request.ContentLength > 0 ? await JsonNode.ParseAsync(request.Body) : null;
        lock (_requests)
        {
            _requests.Add($"{request.Method} {path}{(name.Length > 0 ? $" in {name}" : "")}");
        }

        (int status, string answer) = path switch
        {
            _ when Failures.TryDequeue(out (int Status, string Body) failure) => failure,
            "/v1/auth/approle/login" => Login(
                (string?)body?["role_id"] == RoleId && (string?)body["secret_id"] == SecretId),
            "/v1/auth/userpass/login/alice" when Echo => (400, new JsonObject
            {
                ["errors"] = new JsonArray(body?.ToJsonString()),
            }.ToJsonString()),
            "/v1/auth/userpass/login/alice" => Login((string?)body?["password"] == Password),
            "/v1/auth/jwt/login" or "/v1/auth/gh/login" => Login(
                (string?)body?["role"] == "deploy", await FindProblemAsync((string?)body?["jwt"] ?? "")),
            _ when !IsValid(token) => (403, """{"errors":["permission denied"]}"""),
            "/v1/sys/leases/revoke" => Revoke((string?)body?["lease_id"] ?? ""),
            "/v1/sys/leases/renew" => Renew((string?)body?["lease_id"] ?? "", (int?)body?["increment"] ?? 0),
            "/v1/auth/token/renew-self" => (200, LoginOf(token, (int?)body?["increment"] ?? 0)),
            "/v1/auth/token/revoke-self" => Revoke(token),
            _ => _answers.GetValueOrDefault(path, (404, """{"errors":[]}""")),
        };
        context.Response.StatusCode = status;
        if (status is >= 300 and < 400)
        {
            context.Response.Headers.Location = "https://other.example.com/v1/x";
        }

        if (answer.Length > 0)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer);
        }
    }

    /// <summary>Ends a lease, or the token of a login.</summary>
    internal (int Status, string Body) Revoke(string lease)
    {
        _revoked.Add(lease);
        return (204, "");
    }

    private (int Status, string Body) Login(bool isRight, string? problem = null)
    {
        string token = $"hvs.hunter2-login-{_logins.Count + 1}";
        return isRight && problem is null && _logins.Add(token)
            ? (200, LoginOf(token, 1800))
            : (400, $$"""{"errors":["{{problem ?? "invalid credentials"}}"]}""");
    }

    private async Task<string?> FindProblemAsync(string token) => _identities is null
        ? "no issuer is configured"
        : await _identities.FindProblemAsync(token, Audience);

    private string LoginOf(string token, int seconds) =>
        $$$"""
        {
          "auth": {
            "client_token": "{{{token}}}", "lease_duration": {{{Math.Min(seconds, LongestRenewal)}}}, "renewable": true
          }
        }
        """;

    private bool IsValid(string token) => token == Token || (_logins.Contains(token) && !_revoked.Contains(token));

    private (int Status, string Body) Renew(string lease, int seconds) => _revoked.Contains(lease)
        ? (400, """{"errors":["lease not found"]}""")
        : (200, $$"""
            {"lease_id":"{{lease}}","renewable":true,"lease_duration":{{Math.Min(seconds, LongestRenewal)}}}
            """);
}
