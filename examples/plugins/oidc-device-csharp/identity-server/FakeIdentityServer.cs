using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace IdentityServer;

/// <summary>
/// The parts of an OpenID Connect provider that the login by device code needs, for one client: discovery, device
/// codes, a page to approve them, tokens and their refresh. On loopback, for tests and trials; it trusts everyone.
/// </summary>
internal sealed class FakeIdentityServer : IAsyncDisposable
{
    /// <summary>The only client.</summary>
    internal const string ClientId = "p5";

    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, DeviceCode> _byDeviceCode = new();
    private readonly ConcurrentDictionary<string, DeviceCode> _byUserCode = new();
    private readonly ConcurrentDictionary<string, bool> _refreshTokens = new();

    private FakeIdentityServer(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _application = builder.Build();
        _application.MapGet("/.well-known/openid-configuration", Discover);
        _application.MapPost("/device", AuthorizeDevice).DisableAntiforgery();
        _application.MapGet("/activate", ActivationPage);
        _application.MapPost("/activate", Activate).DisableAntiforgery();
        _application.MapPost("/token", Token).DisableAntiforgery();
    }

    /// <summary>Its address, without a slash at the end.</summary>
    internal string Issuer => _application.Urls.Single();

    /// <summary>How long an access token is valid, in seconds; null omits it.</summary>
    internal int? TokenLifetime { get; set; } = 3600;

    /// <summary>Whether a login returns a refresh token.</summary>
    internal bool GivesRefreshTokens { get; set; } = true;

    /// <summary>
    /// The answer to the n-th request for a device code's token, n from 1 on: an error of RFC 8628, or null for the
    /// person's decision on the page.
    /// </summary>
    internal Func<int, string?> AnswerToPoll { get; set; } = _ => null;

    /// <summary>The polling interval that it announces; null omits it.</summary>
    internal JsonNode? Interval { get; set; } = 1;

    /// <summary>What people do with a code as soon as they have it; by default they use the page.</summary>
    internal Decision Decision { get; set; } = Decision.None;

    /// <summary>The grants that it received, in order.</summary>
    internal ConcurrentQueue<string> Grants { get; } = new();

    internal static async Task<FakeIdentityServer> StartAsync(int port = 0)
    {
        var server = new FakeIdentityServer(port);
        await server._application.StartAsync();
        return server;
    }

    internal Task StoppedAsync() => _application.WaitForShutdownAsync();

    /// <summary>Forgets every login: all refresh tokens become invalid.</summary>
    internal void EndLogins() => _refreshTokens.Clear();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private IResult Discover() => Results.Json(new Dictionary<string, string>
    {
        ["issuer"] = Issuer,
        ["token_endpoint"] = $"{Issuer}/token",
        ["device_authorization_endpoint"] = $"{Issuer}/device",
    });

    private async Task<IResult> AuthorizeDevice(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        if (form["client_id"] != ClientId)
        {
            return Refuse("invalid_client", "the client is not known");
        }

        var code = new DeviceCode(Random(), UserCode()) { Decision = Decision };
        _byDeviceCode[code.Device] = code;
        _byUserCode[code.User] = code;
        var reply = new Dictionary<string, object>
        {
            ["device_code"] = code.Device,
            ["user_code"] = code.User,
            ["verification_uri"] = $"{Issuer}/activate",
            ["verification_uri_complete"] = $"{Issuer}/activate?user_code={code.User}",
            ["expires_in"] = 600,
        };
        if (Interval is { } interval)
        {
            reply["interval"] = interval;
        }

        return Results.Json(reply);
    }

    private IResult ActivationPage(string? user_code) => Results.Content(
        $"""
        <!doctype html>
        <title>Sign in</title>
        <form method="post">
          <label>Code <input name="user_code" value="{WebUtility.HtmlEncode(user_code)}"></label>
          <button name="decision" value="approve">Approve</button>
          <button name="decision" value="deny">Deny</button>
        </form>
        """,
        "text/html");

    private async Task<IResult> Activate(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        if (!_byUserCode.TryGetValue(form["user_code"].ToString(), out DeviceCode? code))
        {
            return Results.Content("This code is not known.", "text/plain", statusCode: StatusCodes.Status404NotFound);
        }

        code.Decision = form["decision"] == "approve" ? Decision.Approved : Decision.Denied;
        return Results.Content("Thank you. Go back to your shell.", "text/plain");
    }

    private async Task<IResult> Token(HttpRequest request)
    {
        IFormCollection form = await request.ReadFormAsync();
        string grant = form["grant_type"].ToString();
        Grants.Enqueue(grant);
        return grant switch
        {
            "refresh_token" => _refreshTokens.TryRemove(form["refresh_token"].ToString(), out _)
                ? GiveTokens()
                : Refuse("invalid_grant", "the login is over"),
            "urn:ietf:params:oauth:grant-type:device_code" => RedeemDeviceCode(form["device_code"].ToString()),
            _ => Refuse("unsupported_grant_type", "only device codes and refresh tokens are taken"),
        };
    }

    private IResult RedeemDeviceCode(string deviceCode)
    {
        if (!_byDeviceCode.TryGetValue(deviceCode, out DeviceCode? code))
        {
            return Refuse("invalid_grant", "the device code is not known");
        }

        if (AnswerToPoll(code.CountPoll()) is { } answer)
        {
            return Refuse(answer, "as the test wants it");
        }

        switch (code.Decision)
        {
            case Decision.Approved:
                _byDeviceCode.TryRemove(deviceCode, out _);
                return GiveTokens();
            case Decision.Denied:
                return Refuse("access_denied", "the person said no");
            default:
                return Refuse("authorization_pending", "the person has not answered yet");
        }
    }

    /// <summary>Each refresh token is valid for one use, as RFC 9700 requires for public clients.</summary>
    private IResult GiveTokens()
    {
        var tokens =
            new Dictionary<string, object> { ["access_token"] = $"access-{Random()}", ["token_type"] = "Bearer" };
        if (TokenLifetime is { } seconds)
        {
            tokens["expires_in"] = seconds;
        }

        if (GivesRefreshTokens)
        {
            string refreshToken = $"refresh-{Random()}";
            _refreshTokens[refreshToken] = true;
            tokens["refresh_token"] = refreshToken;
        }

        return Results.Json(tokens);
    }

    private static IResult Refuse(string error, string description) => Results.Json(
        new Dictionary<string, string> { ["error"] = error, ["error_description"] = description },
        contentType: "application/json",
        statusCode: StatusCodes.Status400BadRequest);

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string UserCode()
    {
        string digits = RandomNumberGenerator.GetInt32(100_000_000).ToString("D8", CultureInfo.InvariantCulture);
        return $"{digits[..4]}-{digits[4..]}";
    }
}
