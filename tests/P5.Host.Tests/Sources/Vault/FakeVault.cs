using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace P5.Host.Tests;

/// <summary>
/// A server that answers as the documentation of Vault's HTTP API describes, and checks what Vault checks: tokens,
/// roles and secrets of logins, the signature and the audience of identity tokens. It also issues those, as GitHub
/// does.
/// </summary>
internal sealed class FakeVault : IAsyncDisposable
{
    internal const string Token = "hvs.root";
    internal const string GitHubBearer = IdentityIssuer.Bearer;
    internal const string RoleId = "role-id";
    internal const string SecretId = "hunter2-secret-id";
    internal const string Password = "hunter2-password";
    internal const string Audience = "https://vault.example.com";

    private LoopbackServer _server = null!;
    private readonly IdentityIssuer _issuer = new();
    private readonly Dictionary<string, (int Status, string Body)> _answers = [];
    private readonly List<string> _requests = [];
    private readonly List<string> _revoked = [];

    private FakeVault()
    {
    }

    internal string Address => _server.Address;

    /// <summary>Whether a refused login has the request in its error.</summary>
    internal bool Echo { get; set; }

    /// <summary>Method and path of each request, with its namespace.</summary>
    internal IReadOnlyList<string> Requests => _requests;

    internal IReadOnlyList<string> Revoked => _revoked;

    internal static async Task<FakeVault> StartAsync(X509Certificate2? certificate = null)
    {
        var vault = new FakeVault();
        vault._server = await LoopbackServer.StartAsync(vault.AnswerAsync, certificate);
        return vault;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _issuer.Dispose();
    }

    /// <summary>What a path answers to those with a token.</summary>
    internal void Put(string path, string body, int status = 200) => _answers[$"/v1/{path}"] = (status, body);

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path;
        string name = request.Headers["X-Vault-Namespace"].ToString();
        JsonNode? body = request.ContentLength > 0 ? await JsonNode.ParseAsync(request.Body) : null;
        lock (_requests)
        {
            _requests.Add($"{request.Method} {path}{(name.Length > 0 ? $" in {name}" : "")}");
        }

        (int status, string answer) = path switch
        {
            "/github" => _issuer.Answer(request),
            "/v1/auth/approle/login" => Login(
                (string?)body?["role_id"] == RoleId && (string?)body["secret_id"] == SecretId),
            "/v1/auth/userpass/login/alice" when Echo => (400, new JsonObject
            {
                ["errors"] = new JsonArray(body?.ToJsonString()),
            }.ToJsonString()),
            "/v1/auth/userpass/login/alice" => Login((string?)body?["password"] == Password),
            "/v1/auth/jwt/login" or "/v1/auth/gh/login" => Login(
                (string?)body?["role"] == "deploy"
                && _issuer.FindProblem((string?)body["jwt"] ?? "", Audience) is null),
            _ when request.Headers["X-Vault-Token"] != Token => (403, """{"errors":["permission denied"]}"""),
            "/v1/sys/leases/revoke" => Revoke((string?)body?["lease_id"] ?? ""),
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

    private static (int Status, string Body) Login(bool isRight) => isRight
        ? (200, $$$"""{"auth":{"client_token":"{{{Token}}}","lease_duration":1800,"renewable":true}}""")
        : (400, """{"errors":["invalid credentials"]}""");

    private (int Status, string Body) Revoke(string lease)
    {
        _revoked.Add(lease);
        return (204, "");
    }

    /// <summary>An identity token for an audience.</summary>
    internal string Sign(string audience) => _issuer.Sign(audience);
}
