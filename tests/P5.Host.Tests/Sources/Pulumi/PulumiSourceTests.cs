using System.Diagnostics;
using System.Runtime.Versioning;
using P5.Sources;
using static P5.Host.Tests.SourceRequests;

namespace P5.Host.Tests;

public sealed class PulumiSourceTests : IAsyncLifetime
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly GivenSecrets _secrets = new();
    private FakePulumiCloud _cloud = null!;

    private string Home => _workspace.PathOf("homes/acme");

    public async ValueTask InitializeAsync()
    {
        _cloud = await FakePulumiCloud.StartAsync();
        Directory.CreateDirectory(_workspace.PathOf("shop"));
    }

    public async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Settings_OfTheStack_ReplaceThoseOfTheProgram()
    {
        _secrets.Add("dev", "hunter2-dev");
        _secrets.Add("prod", "hunter2-prod");

        CredentialResult result = await AskAsync(
            [("backend", "file://~"), ("passphrase", "secret:dev"), ("access_token", "secret:dev")],
            [("backend", "s3://prod?region=eu-west-1"), ("passphrase", "secret:prod")]);

        Variables(result).ShouldBe(
        [
            "PULUMI_ACCESS_TOKEN=hunter2-dev",
            "PULUMI_BACKEND_URL=s3://prod?region=eu-west-1",
            "PULUMI_CONFIG_PASSPHRASE=hunter2-prod",
        ]);
        result.LifetimeSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task Secret_StoredAnew_IsReadAgain()
    {
        _secrets.Add("dev", "hunter2");
        CredentialResult result = await AskAsync([("passphrase", "secret:dev")]);

        bool before = result.HasChanged!();
        _secrets.HaveChanged = true;

        before.ShouldBeFalse();
        result.HasChanged().ShouldBeTrue();
    }

    [Fact]
    public async Task Command_PrintsTheSecret()
    {
        Tool.Require("sh");
        _environment["PATH"] = Environment.GetEnvironmentVariable("PATH")!;

        Variables(await AskAsync([("passphrase", """["sh","-c","printf 'a b '"]""")]))
            .ShouldBe(["PULUMI_CONFIG_PASSPHRASE=a b "]);
    }

    // 1Password has no program for tests: what is checked is how it is called, and that its input is closed.
    [Fact]
    public async Task OnePassword_IsCalledWithTheReference()
    {
        Tool.Require("sh");
        WriteProgram("op", """
            [ "$#" = 2 ] && [ "$1" = read ] && [ "$2" = 'op://Infra/Pulumi token/credential' ] || exit 3
            ! read line || exit 4
            echo hunter2
            """);

        Variables(await AskAsync([("access_token", "op://Infra/Pulumi token/credential")]))
            .ShouldBe(["PULUMI_ACCESS_TOKEN=hunter2"]);
    }

    [Fact]
    public async Task OnePassword_NotLoggedIn_SaysWhatItSaid()
    {
        Tool.Require("sh");
        WriteProgram("op", "echo 'not signed in' >&2; exit 1");

        (await RefusalAsync([("access_token", "op://a/b/c")])).ShouldBe(
            "command op ended with exit code 1: not signed in");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Pass_EntryWithNotes_IsItsFirstLine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pass is a shell script.");
        Tool.Require("pass");
        string gpg = Tool.Require("gpg");
        foreach (string name in new[] { "PATH", "HOME" })
        {
            _environment[name] = Environment.GetEnvironmentVariable(name)!;
        }

        _environment["PASSWORD_STORE_DIR"] = _workspace.PathOf("pass");
        _environment["GNUPGHOME"] = Directory.CreateDirectory(
            _workspace.PathOf("g"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        try
        {
            await RunAsync(gpg, "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "p5test");
            await RunAsync("pass", "init", "p5test");
            await RunAsync("sh", "-c", "printf 'hunter2\\nnotes\\n' | pass insert --multiline shop/prod");

            Variables(await AskAsync([("passphrase", "pass:shop/prod")]))
                .ShouldBe(["PULUMI_CONFIG_PASSPHRASE=hunter2"]);
            (await RefusalAsync([("passphrase", "pass:shop/none")])).ShouldContain("is not in the password store");
        }
        finally
        {
            await RunAsync("gpgconf", "--kill", "all");
        }
    }

    [Fact]
    public async Task Oidc_NoFile_NamesIt()
    {
        string start = $"token_file is {_workspace.PathOf("shop/token")}, which";
        (await RefusalAsync(Login())).ShouldBe($"{start} does not exist");
        _workspace.Write("shop/token", "\n");
        (await RefusalAsync(Login())).ShouldBe($"{start} is empty");
    }

    // The setting may name any file of the user, and the service is one that the repository names.
    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----\n")]
    [InlineData("machine example.com login me password hunter2.a.b")]
    [InlineData("hunter2.a.b\nhunter2.a.b\n")]
    public async Task Oidc_FileThatIsNotAToken_IsNotSent(string content)
    {
        _workspace.Write("shop/token", content);

        string refusal = await RefusalAsync(Login());

        refusal.ShouldContain("which is not an identity token");
        refusal.ShouldNotContain("hunter2");
        _cloud.Exchanges.ShouldBeEmpty();
    }

    // A commit can change where a link leads, and an approval does not cover that.
    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Oidc_LinkOutOfTheRepository_IsNotSent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        string token = _workspace.Write("user/token", "hunter2.b.c");
        File.CreateSymbolicLink(_workspace.PathOf("shop/token"), token);

        (await RefusalAsync(Login())).ShouldBe(
            $"{_workspace.PathOf("shop/token")} cannot be read: a link in {RealPath.Of(_workspace.PathOf("shop"))} "
            + $"leads to {RealPath.Of(token)}, outside of it. Name that path itself if you trust it with this "
            + "workspace");
        _cloud.Exchanges.ShouldBeEmpty();
    }

    [Fact]
    public async Task GitHubOidc_OutsideOfAJob_SaysWhatIsMissing()
    {
        (await RefusalAsync([("login", "github-oidc"), ("org", "acme"), ("api", _cloud.Address)])).ShouldStartWith(
            "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set: this is not a job of GitHub");
    }

    [Theory]
    [InlineData(401, """{"message":"no @ here"}""", "with 401 (no *** here). Check that Pulumi Cloud")]
    [InlineData(404, "<html>", "with 404. It is not Pulumi Cloud: check backend or api")]
    [InlineData(429, "", "with 429. It limits requests; try again in 7 s")]
    [InlineData(500, "<html>@", "with 500")]
    [InlineData(503, """{"error":1,"message":"a\n\u001b[2Jb"}""", "with 503 (a \\u001b[2Jb)")]
    [InlineData(302, "", "with 302. It redirects to https://other.example.com/; set that address")]
    [InlineData(400, """{"error":"\ud800"}""", "with 400. Check that")]
    public async Task Exchange_Fails_SaysWhatAndWhatToDo(int status, string body, string message)
    {
        _workspace.Write("shop/token", "hunter2-identity.b.c");
        _cloud.Failure = (status, body);

        string refusal = await RefusalAsync([.. Login(), ("home", Home), ("backend", "s3://a")]);

        refusal.ShouldStartWith($"{_cloud.Address}/ answered the exchange of the token {message}");
        refusal.ShouldNotContain("hunter2");
        Directory.Exists(Home).ShouldBeFalse("nothing is done by half");
    }

    [Theory]
    [InlineData("hunter2", "is not a JSON object, so it is not from Pulumi Cloud")]
    [InlineData("[]", "is not a JSON object, so it is not from Pulumi Cloud")]
    [InlineData("""{"expires_in":1}""", "has no access_token")]
    [InlineData("""{"access_token":1,"expires_in":1}""", "has no access_token")]
    [InlineData("""{"access_token":"hunter2"}""", "has no expires_in, a number of seconds that is more than zero")]
    [InlineData("""{"access_token":"hunter2","expires_in":0}""", "has no expires_in,")]
    [InlineData(
        """{"access_token":"hunter2\u0000","expires_in":9}""",
        "has a value for 'PULUMI_ACCESS_TOKEN' that contains a NUL character")]
    public async Task Exchange_NotAToken_SaysWhatItIs(string body, string message)
    {
        _workspace.Write("shop/token", "a.b.c");
        _cloud.Failure = (200, body);

        (await RefusalAsync(Login())).ShouldStartWith($"the answer of {_cloud.Address}/ {message}");
    }

    [Fact]
    public async Task Exchange_TooLarge_IsRefused()
    {
        _workspace.Write("shop/token", "a.b.c");
        _cloud.Failure = (200, new string(' ', 2 * 1024 * 1024));

        (await RefusalAsync(Login())).ShouldBe($"the answer of {_cloud.Address}/ is larger than 1 MiB");
    }

    [Fact]
    public async Task Exchange_NotThere_NamesItsAddress()
    {
        _workspace.Write("shop/token", "a.b.c");
        string address = _cloud.Address;
        (string, string)[] login = Login();
        await _cloud.DisposeAsync();

        (await RefusalAsync(login)).ShouldStartWith($"{address}/ cannot be reached: ");
    }

    private (string Key, string Value)[] Login() =>
        [("login", "oidc"), ("org", "acme"), ("token_file", "token"), ("api", _cloud.Address)];

    private void WriteProgram(string name, string script)
    {
        _workspace.WriteExecutable($"bin/{name}", $"#!/bin/sh\n{script}\n");
        _environment["PATH"] =
            $"{_workspace.PathOf("bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        (await Programs.RunAsync(start)).ShouldSucceed();
    }

    private async Task<string> RefusalAsync((string Key, string Value)[] program) =>
        (await AskAsync(program)).Refusal.ShouldNotBeNull();

    private Task<CredentialResult> AskAsync(
        (string Key, string Value)[] program, (string Key, string Value)[]? stack = null) =>
        new PulumiSource()
            .GetCredentialAsync(
                SourceRequests.Of(program, stack ?? []),
                new SourceContext
                {
                    WorkspaceDirectory = _workspace.PathOf("shop"),
                    Environment = _environment,
                    Secrets = _secrets,
                    TimeProvider = new ObservedTime(),
                    Tools = new SourceTools(
                        _workspace.PathOf("shop"), _environment, secrets: null, TimeProvider.System),
                },
                CancellationToken.None)
            .WaitAsync(TestTimeout.Default);

    private sealed class GivenSecrets : IUserSecrets
    {
        private readonly Dictionary<string, string> _values = [];

        public bool HaveChanged { get; set; }

        public void Add(string name, string value) => _values.Add(name, value);

        public Task<UserSecret> ReadAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult(new UserSecret(_values[name], () => HaveChanged));
    }
}
