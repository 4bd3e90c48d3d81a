using P5.FakeAzure;
using P5.Sources;
using static P5.Host.Tests.AzureScene;

namespace P5.Host.Tests;

/// <summary>The login of a user, with a code that is confirmed in a browser.</summary>
public sealed class AzureDeviceTests : IAsyncLifetime
{
    private const string Graph = "https://graph.microsoft.com/.default";

    private static readonly (string, string)[] s_settings =
        [("login", "device-code"), ("tokens", $$"""{"GRAPH":"{{Graph}}"}""")];

    private AzureScene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoRsa);
        _scene = await AzureScene.StartAsync();
        _scene.IsPresent = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_scene is not null)
        {
            await _scene.DisposeAsync();
        }
    }

    [Fact]
    public async Task Device_IsConfirmed_SetsTheTokenAndTheTenant_AndNoLoginOfProviders()
    {
        _scene.Azure.Polls.Enqueue("authorization_pending");

        CredentialResult result = await _scene.AskAsync(s_settings);

        Dictionary<string, string> variables = VariablesOf(result);
        _scene.Azure.IsTokenFor(variables["GRAPH"], "https://graph.microsoft.com").ShouldBeTrue();
        variables.Keys.ShouldBe(["ARM_TENANT_ID", "AZURE_TENANT_ID", "GRAPH"], ignoreOrder: true);
        variables["ARM_TENANT_ID"].ShouldBe(AzureEndpoint.Tenant);
        result.LifetimeSeconds.ShouldBeInRange(3280, 3300);
        _scene.Shown.ShouldBe([$"To log in, open {_scene.Azure.Address}/device and enter the code ABCD-EFGH"]);
        _scene.Azure.Polls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Device_SlowDown_WaitsLonger()
    {
        _scene.Clock = new ObservedTime();
        _scene.Clock.SetToSystemClock();
        _scene.Azure.Polls.Enqueue("slow_down");
        _scene.Azure.Polls.Enqueue("slow_down");
        _scene.Azure.Polls.Enqueue("authorization_pending");

        Task<CredentialResult> asked = _scene.AskAsync(s_settings);
        await PassAsync(asked, 5);
        await PassAsync(asked, 10);
        await PassAsync(asked, 10);

        VariablesOf(await asked);
        _scene.Azure.Polls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("expired_token", "the code of the login has expired before it was confirmed. Try again")]
    [InlineData("code_expired", "the code of the login has expired before it was confirmed. Try again")]
    [InlineData("authorization_declined", "the login was refused in the browser")]
    [InlineData("access_denied", "the login was refused in the browser")]
    [InlineData(
        "invalid_grant",
        "Entra ID does not complete the login: 400 invalid_grant (AADSTS70016: invalid_grant: the device code.)")]
    public async Task Device_IsNotConfirmed_IsRefused_AndTheNextRequestCanLogIn(string answer, string reason)
    {
        _scene.Azure.Polls.Enqueue(answer);

        (await _scene.RefusalAsync(s_settings)).ShouldBe(reason);

        VariablesOf(await _scene.AskAsync(s_settings));
    }

    [Fact]
    public async Task Device_ServerNeverSaysThatItHasExpired_EndsByTheClock()
    {
        _scene.Azure.DeviceLifetime = TimeSpan.Zero;

        (await _scene.RefusalAsync(s_settings)).ShouldContain("has expired before it was confirmed");
    }

    [Fact]
    public async Task Device_Cancelled_Ends_AndTheNextRequestCanLogIn()
    {
        _scene.Clock = new ObservedTime();
        _scene.Clock.SetToSystemClock();
        _scene.Azure.Polls.Enqueue("slow_down");
        using var cancellation = new CancellationTokenSource();
        Task<CredentialResult> asked = _scene.AskAsync(s_settings, cancellation.Token);
        await _scene.Clock.TimerSetAsync(TimeSpan.FromSeconds(5)).WaitAsync(TestTimeout.Default);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        VariablesOf(await _scene.AskAsync(s_settings));
    }

    [Fact]
    public async Task Session_WithoutAUser_FailsAtOnce_AndSaysWhatToRun()
    {
        _scene.IsPresent = false;

        (await _scene.RefusalAsync(s_settings)).ShouldBe(
            "you are not logged in, and no one can log in in this session. Run 'Invoke-P5Authenticate' in an "
            + "interactive session first, with the credential store turned on; or set login = \"cli\" and run 'az "
            + "login'");

        _scene.Azure.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecondRequest_AtTheSameTime_UsesTheSameLogin()
    {
        Task<CredentialResult> first = _scene.AskAsync(s_settings);
        Task<CredentialResult> second = _scene.AskAsync(s_settings);

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
        VariablesOf(await _scene.AskAsync(s_settings));

        _scene.Location = web;
        VariablesOf(await _scene.AskAsync(s_settings));
        _scene.Shown.Count.ShouldBe(1);

        _scene.Location = other;
        VariablesOf(await _scene.AskAsync(s_settings));
        _scene.Shown.Count.ShouldBe(2);
    }

    [Fact]
    public async Task SecondResource_NeedsNoSecondLogin()
    {
        CredentialResult result = await _scene.AskAsync(
            ("login", "device-code"),
            ("tenant", AzureEndpoint.Tenant),
            ("tokens", $$"""{"GRAPH":"{{Graph}}"}"""),
            ("variables", $$"""{"A":"{{_scene.Azure.Address}}/secrets/password"}"""));

        VariablesOf(result)["A"].ShouldBe("hunter2-password");
        _scene.Azure.Requests.ShouldBe(
        [
            $"POST /{AzureEndpoint.Tenant}/oauth2/v2.0/devicecode",
            "device_code https://vault.azure.net/.default",
            $"refresh_token {Graph}", "GET /secrets/password",
        ]);
    }

    [Fact]
    public async Task Store_HasTheLogin_NextSessionIsSilent()
    {
        _scene.HasStore = true;
        VariablesOf(await _scene.AskAsync(s_settings));
        _scene.Restart();
        _scene.IsPresent = false;

        VariablesOf(await _scene.AskAsync(s_settings));

        _scene.Shown.Count.ShouldBe(1);
        _scene.Stored.Keys.ShouldBe(["code"]);
    }

    [Fact]
    public async Task Store_HasAnExpiredLogin_TheUserLogsInAgain()
    {
        _scene.HasStore = true;
        _scene.Azure.TokenLifetime = TimeSpan.FromSeconds(1);
        VariablesOf(await _scene.AskAsync(s_settings));
        _scene.Restart();
        _scene.Azure.RefreshExpired = true;
        _scene.Azure.TokenLifetime = TimeSpan.FromHours(1);

        VariablesOf(await _scene.AskAsync(s_settings));

        _scene.Shown.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Store_LoginIsOfAnotherVersion_IsReplaced()
    {
        _scene.HasStore = true;
        _scene.Stored["code"] = "hunter2 is not a cache"u8.ToArray();

        VariablesOf(await _scene.AskAsync(s_settings));

        System.Text.Encoding.UTF8.GetString(_scene.Stored["code"]).ShouldContain("RefreshToken");
    }

    [Theory]
    [InlineData(200, "<html>hunter2</html>", "the answer is not from Entra ID")]
    [InlineData(
        400,
        """{"error":"invalid_request","error_description":"AADSTS90014: hunter"}""",
        "400 invalid_request (AADSTS90014: hunter)")]
    [InlineData(503, "", "503. Try again later")]
    public async Task Server_Fails_IsReported(int status, string body, string reason)
    {
        _scene.Azure.Failures.Enqueue(new AzureAnswer(status, body));
        _scene.Azure.Failures.Enqueue(new AzureAnswer(status, body));

        string refusal = await _scene.RefusalAsync(s_settings);

        refusal.ShouldContain(reason);
        refusal.ShouldNotContain("hunter2");
        _scene.Shown.ShouldBeEmpty();
    }

    private async Task PassAsync(Task<CredentialResult> asked, int seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(seconds);
        Task timer = _scene.Clock!.TimerSetAsync(time);
        Task first = await Task.WhenAny(timer, asked).WaitAsync(TestTimeout.Default);
        first.ShouldBe(timer, "it answered before");
        _scene.Clock.Advance(time);
    }
}
