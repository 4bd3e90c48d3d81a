using System.Text.Json.Nodes;
using IdentityServer;
using Microsoft.Extensions.Logging;
using P5.Plugin;
using P5.Plugin.Testing;

namespace OidcDevice.Tests;

public sealed class OidcDevicePluginTests : IAsyncLifetime
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private const string RefreshGrant = "refresh_token";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly LeapingTime _time = new();
    private readonly UnsteadyNetwork _network = new();
    private readonly HttpClient _http;
    private FakeIdentityServer _server = null!;
    private PluginTestHost _host = null!;

    public OidcDevicePluginTests() => _http = new HttpClient(_network);

    public async ValueTask InitializeAsync()
    {
        _server = await FakeIdentityServer.StartAsync();
        _server.Decision = Decision.Approved;
        _host = new PluginTestHost(logger => new OidcDevicePlugin(new IdentityProvider(_http), _time, logger))
        {
            ProgramConfig = { ["issuer"] = _server.Issuer, ["clientId"] = FakeIdentityServer.ClientId },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Authenticate_FirstTime_ShowsACodeAndGivesATokenForItsLifetime()
    {
        AuthResponse response = await _host.AuthenticateAsync();

        Assert.True(response.IsSuccess, response.Error);
        Assert.StartsWith("access-", response.EnvironmentVariables["OIDC_ACCESS_TOKEN"], StringComparison.Ordinal);
        // Half a minute less than the token's lifetime, so that none expires before it is used.
        Assert.Equal(CredentialLifetime.For(TimeSpan.FromSeconds(3600 - 30)), response.Lifetime);
        Assert.Matches(@"open http://127\.0\.0\.1:\d+/activate and enter the code \d{4}-\d{4}", _host.StandardOutput);
        Assert.Contains("valid for 10 min", _host.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_PersonTakesTheirTime_AsksAsOftenAsTheProviderAllows()
    {
        _server.AnswerToPoll = poll => poll switch
        {
            1 => "authorization_pending",
            2 => "slow_down",
            _ => null,
        };

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.True(response.IsSuccess, response.Error);
        Assert.Equal([1, 1, 6], _time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Theory]
    [InlineData(null)] // no connection
    [InlineData(503)]
    [InlineData(429)]
    public async Task Authenticate_ProviderIsLostMeanwhile_AsksLessOftenUntilItIsBack(int? status)
    {
        _network.Breaks = request => request.RequestUri!.AbsolutePath == "/token" && _time.Waits.Count is 2 or 3;
        _network.Status = status;
        _server.AnswerToPoll = poll => poll < 3 ? "authorization_pending" : null;

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.True(response.IsSuccess, response.Error);
        Assert.Equal([1, 1, 2, 4, 1], _time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Authenticate_ProviderIsLostForGood_SaysSoWhenTheCodeEnds()
    {
        _network.Breaks = request => request.RequestUri!.AbsolutePath == "/token";

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Contains($"{_server.Issuer}/token cannot be reached", response.Error, StringComparison.Ordinal);
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512], _time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Theory]
    [InlineData("0", 1)] // otherwise, it would poll without a pause
    [InlineData("\"7\"", 7)]
    [InlineData(null, 5)] // RFC 8628, 3.2
    public async Task Authenticate_IntervalOfTheProvider_IsKept(string? interval, int expected)
    {
        _server.Interval = interval is null ? null : JsonNode.Parse(interval);

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.True(response.IsSuccess, response.Error);
        Assert.Equal(expected, _time.Waits[0].TotalSeconds);
    }

    [Fact]
    public async Task Authenticate_Again_RefreshesWithoutThePerson()
    {
        AuthResponse first = await _host.AuthenticateAsync();
        string prompt = _host.StandardOutput;
        AuthResponse second = await _host.AuthenticateAsync();
        AuthResponse third = await _host.AuthenticateAsync();

        Assert.Equal([DeviceGrant, RefreshGrant, RefreshGrant], _server.Grants);
        Assert.Equal(
            3,
            new[] { first, second, third }.Select(r => r.EnvironmentVariables["OIDC_ACCESS_TOKEN"]).Distinct().Count());
        Assert.Equal(prompt, _host.StandardOutput);
    }

    [Fact]
    public async Task Authenticate_LoginIsOver_AsksThePersonAgain()
    {
        await _host.AuthenticateAsync();
        _server.EndLogins();

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.True(response.IsSuccess, response.Error);
        Assert.Equal([DeviceGrant, RefreshGrant, DeviceGrant], _server.Grants);
    }

    [Fact]
    public async Task Authenticate_NoRefreshToken_KeepsTheTokenUntilItEnds()
    {
        _server.GivesRefreshTokens = false;

        AuthResponse first = await _host.AuthenticateAsync();
        _host.StackName = "prod";
        AuthResponse second = await _host.AuthenticateAsync();
        _time.Leap(TimeSpan.FromHours(1));
        AuthResponse third = await _host.AuthenticateAsync();

        Assert.Equal(first.EnvironmentVariables["OIDC_ACCESS_TOKEN"], second.EnvironmentVariables["OIDC_ACCESS_TOKEN"]);
        Assert.NotEqual(
            first.EnvironmentVariables["OIDC_ACCESS_TOKEN"], third.EnvironmentVariables["OIDC_ACCESS_TOKEN"]);
        Assert.Equal([DeviceGrant, DeviceGrant], _server.Grants);
    }

    [Theory]
    [InlineData(null)] // not said
    [InlineData(20)] // too short to be kept
    public async Task Authenticate_TokenThatMustNotBeKept_IsAskedForEachTime(int? lifetime)
    {
        _server.TokenLifetime = lifetime;

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Equal(CredentialLifetime.AskEveryTime, response.Lifetime);
    }

    [Fact]
    public async Task Authenticate_TwoStacksAtOnce_IsOneLogin()
    {
        AuthResponse[] responses = await Task.WhenAll(_host.AuthenticateAsync(), _host.AuthenticateAsync());

        Assert.All(responses, response => Assert.True(response.IsSuccess, response.Error));
        Assert.Single(_server.Grants, DeviceGrant);
    }

    [Theory]
    [InlineData("access_denied", "denied in the browser")]
    [InlineData("expired_token", "expired before anyone signed in")]
    [InlineData("server_error", "server_error: as the test wants it")]
    public async Task Authenticate_NoToken_FailsWithWhatToDo(string error, string expected)
    {
        _server.AnswerToPoll = _ => error;

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.False(response.IsSuccess);
        Assert.Contains(expected, response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_NobodySignsIn_EndsWithTheCode()
    {
        _server.Decision = Decision.None;

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Contains("expired before anyone signed in", response.Error, StringComparison.Ordinal);
        Assert.Equal(600, _time.Waits.Count);
    }

    [Fact]
    public async Task Authenticate_HostHangsUp_StopsAskingTheProvider()
    {
        using var hangUp = new CancellationTokenSource();
        _server.AnswerToPoll = _ =>
        {
            _time.StandsStill = true;
            return "authorization_pending";
        };

        Task call = _host.AuthenticateAsync(cancellationToken: hangUp.Token);
        await _time.WaitBegun.WaitAsync(s_patience);
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _time.WaitGivenUp.WaitAsync(s_patience);
        Assert.Single(_server.Grants);
    }

    // The provider has replaced the refresh token by then, and only its answer contains the next one.
    [Fact]
    public async Task Authenticate_HostHangsUpDuringARefresh_KeepsTheLogin()
    {
        await _host.AuthenticateAsync();
        using var hangUp = new CancellationTokenSource();
        _network.Answered = request =>
        {
            if (request.Method == HttpMethod.Post)
            {
                hangUp.Cancel();
            }
        };
        await ((Task)_host.AuthenticateAsync(cancellationToken: hangUp.Token)).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.True(hangUp.IsCancellationRequested);

        AuthResponse next = await _host.AuthenticateAsync();

        Assert.True(next.IsSuccess, next.Error);
        Assert.Equal([DeviceGrant, RefreshGrant, RefreshGrant], _server.Grants);
    }

    [Theory]
    [InlineData("http://login.example.com")]
    [InlineData("login.example.com")]
    public async Task Authenticate_IssuerWithoutTls_IsRefused(string issuer)
    {
        _host.ProgramConfig["issuer"] = issuer;

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Contains("'issuer' is not an https address", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_OtherIssuersDocument_IsRefused()
    {
        _host.ProgramConfig["issuer"] = _server.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Contains("another issuer", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_ClientThatIsNotKnown_SaysSo()
    {
        _host.StackConfig["clientId"] = "nobody";

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Contains("invalid_client: the client is not known", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_ProviderIsDown_SaysWhichAddress()
    {
        string issuer = _server.Issuer;
        await _server.DisposeAsync();

        AuthResponse response = await _host.AuthenticateAsync();

        Assert.Contains(
            $"{issuer}/.well-known/openid-configuration cannot be reached", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_AllItsTurns_LogNoToken()
    {
        AuthResponse first = await _host.AuthenticateAsync();
        AuthResponse second = await _host.AuthenticateAsync();

        string log = string.Join('\n', _host.Log.Select(entry => $"{entry.Message} {string.Join(' ', entry.Fields)}"));
        Assert.Contains("refreshed the access token", log, StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Log, entry => entry.Level > LogLevel.Information);
        Assert.All([first, second], response =>
            Assert.DoesNotContain(
                response.EnvironmentVariables["OIDC_ACCESS_TOKEN"],
                log + _host.StandardOutput,
                StringComparison.Ordinal));
    }
}
