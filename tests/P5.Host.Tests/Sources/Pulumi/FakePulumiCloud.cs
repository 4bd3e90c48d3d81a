using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace P5.Host.Tests;

/// <summary>
/// A server with the token exchange that Pulumi Cloud documents, which checks the request and the token in it, of an
/// issuer that it trusts.
/// </summary>
internal sealed class FakePulumiCloud : IAsyncDisposable
{
    internal const string Audience = "urn:pulumi:org:acme";

    private readonly WebApplication _app;
    private readonly IdentityVerifier? _identities;

    private FakePulumiCloud(IdentityVerifier? identities)
    {
        _identities = identities;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    internal string Address => _app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What the exchange answers instead; a body of "@" is the request.</summary>
    internal (int Status, string Body)? Failure { get; set; }

    /// <summary>The requests of exchanges, as <c>type scope expiration</c>.</summary>
    internal List<string> Exchanges { get; } = [];

    /// <param name="identities">Verifies identity tokens; null if no issuer is trusted.</param>
    internal static async Task<FakePulumiCloud> StartAsync(IdentityVerifier? identities = null)
    {
        var cloud = new FakePulumiCloud(identities);
        await cloud._app.StartAsync();
        return cloud;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        (int status, string body) = (request.Method, request.Path.Value) switch
        {
            ("POST", "/api/oauth/token") => await ExchangeAsync(await request.ReadFormAsync(), context.Response),
            _ => (404, """{"code":404,"message":"Not Found"}"""),
        };
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }

    private async Task<(int Status, string Body)> ExchangeAsync(IFormCollection form, HttpResponse response)
    {
        const string TypePrefix = "urn:pulumi:token-type:access_token:";
        string type = form["requested_token_type"].ToString();
        string scope = form["scope"].ToString();
        Exchanges.Add($"{type[TypePrefix.Length..]} {scope} {form["expiration"]}".TrimEnd());
        if (Failure is { } failure)
        {
            if (failure.Status == 429)
            {
                response.Headers.RetryAfter = "7";
            }
            else if (failure.Status == 302)
            {
                response.Headers.Location = "https://other.example.com/";
            }

            return failure with { Body = failure.Body.Replace("@", form["subject_token"], StringComparison.Ordinal) };
        }

        string? problem =
            form["grant_type"] != "urn:ietf:params:oauth:grant-type:token-exchange" ? "unsupported grant_type"
            : form["subject_token_type"] != "urn:ietf:params:oauth:token-type:id_token" ? "unsupported token type"
            : form["audience"] != Audience ? "unknown organization"
            : !IsScopeOf(type[TypePrefix.Length..], scope) ? "invalid scope"
            : _identities is null ? "unknown issuer"
            : await _identities.FindProblemAsync(form["subject_token"].ToString(), Audience);
        return problem is null
            ? (200, $$"""
                {
                  "access_token": "pul-hunter2", "issued_token_type": "{{type}}", "token_type": "token",
                  "expires_in": {{(form["expiration"] is [{ } seconds] ? seconds : "7200")}}, "scope": "{{scope}}"
                }
                """)
            : (400, $$"""{"error":"invalid_request","error_description":"{{problem}}"}""");
    }

    private static bool IsScopeOf(string type, string scope) => type switch
    {
        "organization" => scope is "",
        "team" => scope.StartsWith("team:", StringComparison.Ordinal),
        "personal" => scope.StartsWith("user:", StringComparison.Ordinal),
        _ => false,
    };
}
