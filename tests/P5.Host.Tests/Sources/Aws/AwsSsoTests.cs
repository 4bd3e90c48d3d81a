using System.Text.Json;
using P5.FakeAws;
using P5.Sources;
using static P5.Host.Tests.AwsScene;

namespace P5.Host.Tests;

public sealed class AwsSsoTests : IAsyncLifetime
{
    private const string StartUrl = "https://example.awsapps.com/start";
    private const string SessionFile = "c3499c2729730a7f807efb8676a92dcb6f8a3f8f";

    private const string Registered = """{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":9}""";

    private readonly ObservedTime _clock = new();
    private AwsScene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await AwsScene.StartAsync();
        _scene.Clock = _clock;
        _scene.Aws.Clock = _clock;
        _scene.IsPresent = true;
        _scene.Config(
            $"""
            [profile admin]
            sso_session = example
            sso_account_id = {AwsEndpoint.Account}
            sso_role_name = {AwsEndpoint.PortalRole}
            region = eu-west-1

            [profile legacy]
            sso_start_url = {StartUrl}
            sso_region = eu-west-1
            sso_account_id = {AwsEndpoint.Account}
            sso_role_name = {AwsEndpoint.PortalRole}

            [sso-session example]
            sso_start_url = {StartUrl}
            sso_region = eu-west-1
            """);
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("admin")]
    [InlineData("legacy")]
    public async Task Device_IsConfirmed_ReturnsTheRole(string profile)
    {
        CredentialResult result = await LogInAsync(profile);

        VariablesOf(result)["AWS_SESSION_TOKEN"].ShouldStartWith("hunter2/token");
        result.LifetimeSeconds.ShouldBe(3300);
        _scene.Shown.ShouldBe(
            [$"To log in, open {_scene.Aws.Address}/device?user_code=ABCD-EFGH and confirm the code ABCD-EFGH"]);
        _scene.Pages.ShouldBeEmpty("the page is not encrypted");
        _scene.Aws.Requests.ShouldBe(
            ["POST /client/register", "POST /device_authorization", "POST /token", "GET /federation/credentials"]);
    }

    [Fact]
    public async Task Device_SlowDown_WaitsLonger()
    {
        _scene.Aws.Polls.Enqueue("authorization_pending");
        _scene.Aws.Polls.Enqueue("slow_down");

        Task<CredentialResult> asked = _scene.AskAsync(("profile", "admin"));
        await PassAsync(1);
        await PassAsync(1);
        await PassAsync(6);

        VariablesOf(await asked);
        _scene.Aws.Polls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("expired_token", "the code of the login with SSO has expired before it was confirmed. Try again")]
    [InlineData("access_denied", "the login with SSO was refused in the browser")]
    public async Task Device_IsNotConfirmed_IsRefused(string answer, string reason)
    {
        _scene.Aws.Polls.Enqueue(answer);

        (await LogInAsync("admin")).Refusal.ShouldBe(reason);
    }

    [Fact]
    public async Task Device_ServerNeverSaysThatItHasExpired_EndsByTheClock()
    {
        _scene.Aws.DeviceLifetime = TimeSpan.FromSeconds(2);
        Enumerable.Repeat("authorization_pending", 5).ToList().ForEach(_scene.Aws.Polls.Enqueue);

        Task<CredentialResult> asked = _scene.AskAsync(("profile", "admin"));
        await PassAsync(1);
        await PassAsync(1);

        (await asked).Refusal!.ShouldContain("has expired before it was confirmed");
    }

    [Fact]
    public async Task Device_Cancelled_Ends_AndTheNextRequestCanLogIn()
    {
        using var cancellation = new CancellationTokenSource();
        Task<CredentialResult> asked = _scene.AskAsync([("profile", "admin")], cancellation.Token);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(TestTimeout.Default);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        VariablesOf(await LogInAsync("admin"));
    }

    [Theory]
    [InlineData("admin", "aws sso login --sso-session example")]
    [InlineData("legacy", "aws sso login")]
    public async Task Session_WithoutAUser_FailsAtOnce_AndSaysWhatToRun(string profile, string command)
    {
        _scene.IsPresent = false;

        string refusal = (await _scene.AskAsync(("profile", profile))).Refusal!;

        refusal.ShouldContain($"Run '{command}' in a terminal first");
        _scene.Aws.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Settings_InThePlaceOfAProfile_LogInToo()
    {
        Task<CredentialResult> asked = _scene.AskAsync(
            ("sso_start_url", StartUrl),
            ("sso_region", "eu-west-1"),
            ("sso_account_id", AwsEndpoint.Account),
            ("sso_role_name", AwsEndpoint.PortalRole));
        await PassAsync(1);

        VariablesOf(await asked);
    }

    [Fact]
    public async Task SecondRequest_AtTheSameTime_UsesTheSameLogin()
    {
        Task<CredentialResult> first = _scene.AskAsync(("profile", "admin"));
        Task<CredentialResult> second = _scene.AskAsync(("profile", "admin"));
        await PassAsync(1);

        VariablesOf(await first);
        VariablesOf(await second);
        _scene.Shown.Count.ShouldBe(1);
    }

    // A repository must not use the login of another one by its own configuration.
    [Fact]
    [Trait("Category", "Hostile")]
    public async Task SecondRequest_OfTheRepository_UsesTheLogin_AndOneOfAnotherDoesNot()
    {
        Directory.CreateDirectory(_scene.PathOf("shop/.git"));
        string web = Directory.CreateDirectory(_scene.PathOf("shop/web")).FullName;
        string other = Directory.CreateDirectory(_scene.PathOf("other/.git")).Parent!.FullName;
        _scene.Location = _scene.PathOf("shop");
        await LogInAsync("admin");

        _scene.Location = web;
        VariablesOf(await _scene.AskAsync(("profile", "admin")));
        _scene.Shown.Count.ShouldBe(1);

        _scene.Location = other;
        await LogInAsync("admin");
        _scene.Shown.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Login_Expired_IsRenewedWithoutTheUser()
    {
        await LogInAsync("admin");
        _scene.IsPresent = false;
        _clock.Advance(TimeSpan.FromHours(9));

        VariablesOf(await _scene.AskAsync(("profile", "admin")));

        _scene.Shown.Count.ShouldBe(1);
        _scene.Aws.Requests.Count(request => request == "POST /token").ShouldBe(2);
    }

    [Fact]
    public async Task Login_RefreshTokenExpired_AsksTheUserAgain()
    {
        await LogInAsync("admin");
        _clock.Advance(TimeSpan.FromHours(9));
        _scene.Aws.RefreshExpired = true;

        _scene.IsPresent = false;
        (await _scene.AskAsync(("profile", "admin"))).Refusal!.ShouldContain("you are not logged in at");

        _scene.IsPresent = true;
        VariablesOf(await LogInAsync("admin"));
        _scene.Shown.Count.ShouldBe(2);
        _scene.Aws.Requests.Count(request => request == "POST /client/register").ShouldBe(1);
    }

    [Fact]
    public async Task Login_EndedElsewhere_IsDoneAgain()
    {
        await LogInAsync("admin");
        _scene.Aws.LogOut();
        _scene.Aws.RefreshExpired = true;

        VariablesOf(await LogInAsync("admin"));

        _scene.Shown.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Portal_RefusesTheRole_IsReportedWithoutTheToken()
    {
        Task<CredentialResult> asked = _scene.AskAsync(
            ("sso_session", "example"), ("sso_account_id", "000000000000"), ("sso_role_name", "None"));
        await PassAsync(1);

        string refusal = (await asked).Refusal!;

        refusal.ShouldStartWith("AWS does not give credentials of the role None in the account 000000000000: 403");
        refusal.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Store_KeepsTheLogin_ForTheNextProcess()
    {
        _scene.HasStore = true;
        await LogInAsync("admin");
        _scene.Stored.Keys.ShouldBe(["sso"]);

        _scene.Restart();
        _scene.IsPresent = false;
        VariablesOf(await _scene.AskAsync(("profile", "admin")));

        _scene.Restart();
        _clock.Advance(TimeSpan.FromHours(9));
        VariablesOf(await _scene.AskAsync(("profile", "admin")));
        _scene.Aws.Requests.Count(request => request == "POST /token").ShouldBe(2, "it was renewed");
        Directory.Exists(_scene.PathOf("home")).ShouldBeFalse("nothing is written in plain text");
    }

    [Theory]
    // The names of the AWS CLI: the SHA-1 of the session's name, or of the address.
    [InlineData("admin", SessionFile)]
    [InlineData("legacy", "e8be5486177c5b5392bd9aa76563515b29358e6e")]
    public async Task Cli_IsLoggedIn_ItsTokenIsUsed(string profile, string name)
    {
        _scene.IsPresent = false;
        WriteCliToken(name, _clock.GetUtcNow().AddHours(1));

        VariablesOf(await _scene.AskAsync(("profile", profile)));

        _scene.Aws.Requests.ShouldBe(["GET /federation/credentials"]);
    }

    [Fact]
    public async Task Cli_TokenHasExpired_IsNotUsed()
    {
        _scene.IsPresent = false;
        WriteCliToken(SessionFile, _clock.GetUtcNow());

        (await _scene.AskAsync(("profile", "admin"))).Refusal!.ShouldContain("you are not logged in at");
    }

    [Fact]
    public async Task Revoke_EndsTheLogin_AndTheNextRequestLogsInAgain()
    {
        CredentialResult result = await LogInAsync("admin");
        result.Lease!.Description.ShouldBe($"the login at {StartUrl}");

        (await _scene.RevokeAsync(result)).ShouldBeNull();

        _scene.Aws.Requests[^1].ShouldBe("POST /logout");
        _scene.IsPresent = false;
        (await _scene.AskAsync(("profile", "admin"))).Refusal!.ShouldContain("you are not logged in at");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public async Task Revoke_InAnotherProcess_EndsTheLogin_WithATokenThatIsValid(int hours)
    {
        CredentialResult result = await LogInAsync("admin");
        _scene.Restart();
        _clock.Advance(TimeSpan.FromHours(hours));

        (await _scene.RevokeAsync(result)).ShouldBeNull();

        _scene.Aws.Requests.Count(request => request == "POST /token").ShouldBe(hours == 0 ? 1 : 2);
        _scene.Aws.Requests[^1].ShouldBe("POST /logout");
        (await _scene.RevokeAsync(result)).ShouldBeNull("it has ended");
    }

    [Fact]
    public async Task Revoke_LoginCannotBeRenewed_HasNothingToEnd()
    {
        CredentialResult result = await LogInAsync("admin");
        _scene.Aws.RefreshExpired = true;
        _clock.Advance(TimeSpan.FromHours(9));

        (await _scene.RevokeAsync(result)).ShouldBeNull();

        _scene.Aws.Requests.ShouldNotContain("POST /logout");
    }

    [Theory]
    [InlineData(403, "403 ForbiddenException (no)")]
    [InlineData(500, "500 InternalFailure (no). Try again later")]
    public async Task Revoke_Refused_SaysWhy_AndTheLoginStays(int status, string reason)
    {
        CredentialResult result = await LogInAsync("admin");
        string code = reason.Split(' ')[1];
        _scene.Aws.Failures.Enqueue((status, $$"""{"__type":"{{code}}","message":"no"}"""));

        (await _scene.RevokeAsync(result)).ShouldBe($"AWS does not log out of SSO: {reason}");

        _scene.IsPresent = false;
        VariablesOf(await _scene.AskAsync(("profile", "admin")));
    }

    [Fact]
    public async Task Revoke_ServerIsAway_SaysIt()
    {
        CredentialResult result = await LogInAsync("admin");
        await _scene.Aws.DisposeAsync();

        (await _scene.RevokeAsync(result))!.ShouldStartWith("AWS cannot be asked to log out of SSO: ");
    }

    // What the AWS CLI has logged in to, it logs out of.
    [Fact]
    public async Task Cli_IsLoggedIn_ItsLoginIsNotOfP5()
    {
        WriteCliToken(SessionFile, _clock.GetUtcNow().AddHours(1));

        (await _scene.AskAsync(("profile", "admin"))).Lease.ShouldBeNull();
    }

    [Theory]
    [InlineData("register P5", """{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":100000000000000000}""")]
    [InlineData("register P5", """{"clientId":"c","clientSecret":"s","clientSecretExpiresAt":1e99}""")]
    [InlineData("register P5", """{"clientId":"","clientSecret":"s"}""")]
    [InlineData("register P5", "{}")]
    [InlineData("start the login", """{"deviceCode":"d","userCode":"u"}""", Registered)]
    [InlineData("start the login", """{"deviceCode":"d","verificationUri":"https://a.b"}""", Registered)]
    [InlineData(
        "start the login",
        """{"userCode":"u","verificationUri":"https://a.b","interval":2147483648}""",
        Registered)]
    [InlineData("start the login", "{}", Registered)]
    public async Task Login_AnswerIsNotOfAws_IsReported(string action, string answer, params string[] before)
    {
        before.ToList().ForEach(body => _scene.Aws.Failures.Enqueue((200, body)));
        _scene.Aws.Failures.Enqueue((200, answer));

        (await _scene.AskAsync(("profile", "admin"))).Refusal!.ShouldBe(
            $"AWS cannot be asked to {action}{(action == "register P5" ? " for a login" : "")} with SSO: "
            + "the answer is not from AWS. Check the endpoint, and proxies");
    }

    [Fact]
    public async Task Login_AnswerHasNoToken_IsReported()
    {
        _scene.Aws.Failures.Enqueue((200, Registered));
        _scene.Aws.Failures.Enqueue((200, Started(interval: 1)));
        _scene.Aws.Failures.Enqueue((200, "{}"));

        (await LogInAsync("admin")).Refusal!.ShouldStartWith(
            "AWS cannot be asked to complete the login with SSO: the answer is not from AWS.");
    }

    [Fact]
    public async Task Device_IntervalIsTooLong_WaitsAMinute()
    {
        _scene.Aws.Failures.Enqueue((200, Registered));
        _scene.Aws.Failures.Enqueue((200, Started(interval: int.MaxValue)));
        _scene.Aws.Failures.Enqueue((400, "{}"));
        Task<CredentialResult> asked = _scene.AskAsync(("profile", "admin"));

        await PassAsync(60);

        (await asked).Refusal!.ShouldStartWith(
            "AWS does not complete the login with SSO: 400. The answer is not from AWS");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"roleCredentials":{}}""")]
    [InlineData("""{"roleCredentials":{"secretAccessKey":"s","sessionToken":"t","expiration":9}}""")]
    [InlineData("""{"roleCredentials":{"accessKeyId":"","secretAccessKey":"s","sessionToken":"t","expiration":9}}""")]
    [InlineData("""{"roleCredentials":{"accessKeyId":"a","secretAccessKey":"s","sessionToken":"t"}}""")]
    [InlineData(
        """
        {"roleCredentials":
        {"accessKeyId":"a","secretAccessKey":"s","sessionToken":"t","expiration":9000000000000000000}}
        """)]
    public async Task Portal_AnswerIsNotOfAws_IsReported(string answer)
    {
        WriteCliToken(SessionFile, _clock.GetUtcNow().AddHours(1));
        _scene.Aws.Failures.Enqueue((200, answer));

        (await _scene.AskAsync(("profile", "admin"))).Refusal!.ShouldBe(
            $"AWS cannot be asked to give credentials of the role {AwsEndpoint.PortalRole} in the account "
            + $"{AwsEndpoint.Account}: the answer is not from AWS. Check the endpoint, and proxies");
    }

    private static string Started(int interval) =>
        $$"""{"deviceCode":"d","userCode":"u","verificationUri":"https://a.b","interval":{{interval}}}""";

    private void WriteCliToken(string name, DateTimeOffset expiresAt) => _scene.Write(
        $"home/.aws/sso/cache/{name}.json",
        JsonSerializer.Serialize(new
        {
            startUrl = StartUrl,
            region = "eu-west-1",
            accessToken = _scene.Aws.IssuePortalToken(),
            expiresAt = expiresAt.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        }));

    /// <summary>Asks, and lets the interval of one question for the token pass.</summary>
    private async Task<CredentialResult> LogInAsync(string profile)
    {
        Task<CredentialResult> asked = _scene.AskAsync(("profile", profile));
        await PassAsync(1);
        return await asked;
    }

    private async Task PassAsync(int seconds)
    {
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(seconds)).WaitAsync(TestTimeout.Default);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }
}
