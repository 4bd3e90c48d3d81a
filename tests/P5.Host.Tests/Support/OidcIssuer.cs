using System.Globalization;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace P5.Host.Tests;

/// <summary>
/// An issuer of identity tokens, OpenIddict, with the endpoint from which jobs of GitHub request theirs. One serves the
/// tests of a class. It does not run in Wine, which has no RSA.
/// </summary>
public sealed class OidcIssuer : IAsyncLifetime
{
    internal const string Bearer = "runner-token";

    private const string Client = "runner";
    private const string AudienceParameter = "token_audience";
    private const string LifetimeParameter = "token_lifetime";

    private readonly List<RSA> _keys = [];
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    internal string Address => App.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private WebApplication App => _app ?? throw new InvalidOperationException(Wine.HasNoRsa);

    private OpenIddictServerOptions Options =>
        App.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;

    public async ValueTask InitializeAsync()
    {
        if (Wine.IsRunning)
        {
            return;
        }

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.SetTokenEndpointUris("token")
                .AllowClientCredentialsFlow()
                .AddSigningKey(NewKey())
                .AddEphemeralEncryptionKey()
                .DisableAccessTokenEncryption()
                .EnableDegradedMode()
                .AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(Authenticate))
                .AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(Grant));
            options.UseAspNetCore().DisableTransportSecurityRequirement();
        });
        _app = builder.Build();
        _app.UseAuthentication();
        _app.MapGet("/github", AnswerJobAsync);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _http.Dispose();
        _keys.ForEach(key => key.Dispose());
    }

    /// <summary>Lets a job that has the variables request tokens.</summary>
    internal void AddJobTo(IDictionary<string, string> environment)
    {
        environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = $"{Address}/github?api-version=2.0";
        environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = Bearer;
    }

    /// <summary>Issues a token.</summary>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="lifetime">How long it is valid, 5 minutes if it is null; less than zero if it has expired.</param>
    /// <param name="address">Where the issuer is asked, and what it calls itself; null for its usual address.</param>
    internal async Task<string> IssueAsync(string audience, TimeSpan? lifetime = null, string? address = null)
    {
        using var request = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = GrantTypes.ClientCredentials,
            ["client_id"] = Client,
            ["client_secret"] = Bearer,
            [AudienceParameter] = audience,
            [LifetimeParameter] =
                (lifetime ?? TimeSpan.FromMinutes(5)).TotalSeconds.ToString(CultureInfo.InvariantCulture),
        });
        using HttpResponseMessage response = await _http.PostAsync($"{address ?? Address}/token", request);
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.IsSuccessStatusCode.ShouldBeTrue(answer.ToString());
        return answer.GetProperty("access_token").GetString()!;
    }

    /// <summary>Signs with another key from now on.</summary>
    /// <param name="keepsOld">Whether tokens of the former keys are still valid.</param>
    internal void Rotate(bool keepsOld)
    {
        if (!keepsOld)
        {
            Options.SigningCredentials.Clear();
        }

        Options.SigningCredentials.Insert(0, new SigningCredentials(NewKey(), SecurityAlgorithms.RsaSha256));
    }

    private static ValueTask Authenticate(ValidateTokenRequestContext context)
    {
        if (context.ClientId != Client || context.ClientSecret != Bearer)
        {
            context.Reject(Errors.InvalidClient);
        }

        return default;
    }

    private static ValueTask Grant(HandleTokenRequestContext context)
    {
        var identity = new ClaimsIdentity("job");
        identity.SetClaim(Claims.Subject, "repo:acme/shop:ref:refs/heads/main");
        var principal = new ClaimsPrincipal(identity);
        principal.SetResources((string?)context.Request[AudienceParameter] ?? "");
        principal.SetAccessTokenLifetime(TimeSpan.FromSeconds(
            double.Parse((string?)context.Request[LifetimeParameter] ?? "", CultureInfo.InvariantCulture)));
        context.SignIn(principal);
        return default;
    }

    private RsaSecurityKey NewKey()
    {
        var key = RSA.Create(2048);
        _keys.Add(key);
        return new RsaSecurityKey(key) { KeyId = $"key-{_keys.Count}" };
    }

    private async Task AnswerJobAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers.Authorization != $"Bearer {Bearer}" || request.Query["api-version"] != "2.0")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        string audience = request.Query["audience"].FirstOrDefault() ?? "https://github.com/acme";
        await context.Response.WriteAsJsonAsync(new { value = await IssueAsync(audience) });
    }
}
