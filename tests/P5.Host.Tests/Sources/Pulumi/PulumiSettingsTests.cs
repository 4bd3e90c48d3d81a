using P5.Sources;

namespace P5.Host.Tests;

/// <summary>
/// Wrong settings of <c>pulumi</c>: a check finds each at its place, and a call uses none of the others.
/// </summary>
public sealed class PulumiSettingsTests : CheckerTestBase
{
    private const string Kept = "must be where the secret is kept, not the secret itself: \"secret:NAME\", after";

    private const string Named = "must have the name of a secret directly after secret";

    [Theory]
    [InlineData("backend = 'hunter2'", "backend must be an address with a scheme, such as https://api.pulumi.com")]
    [InlineData("backend = 's3:hunter2'", "backend must be an address with a scheme")]
    [InlineData("backend = 's3://hunter2 x'", "backend must be an address with a scheme")]
    [InlineData("backend = ''", "backend must be text that is not empty")]
    [InlineData("backend = 'http://example.com'", "backend must be an address such as https://api.pulumi.com; http is")]
    [InlineData("backend = 'https://a:hunter2@example.com'", "backend must be an address such as")]
    [InlineData("backend = 'postgres://a:hunter2@db/p'", "backend must not contain a password. Set it as a variable")]
    [InlineData("backend = 'postgres://db/p?password=hunter2'", "backend must not contain a password.")]
    [InlineData("passphrase = 'hunter2'", $"passphrase {Kept}")]
    [InlineData("passphrase = ''", $"passphrase {Kept}")]
    [InlineData("passphrase = 'secret:'", $"passphrase {Named}:, as in")]
    [InlineData("passphrase = 'secret: hunter2'", $"passphrase {Named}:")]
    [InlineData("passphrase = 'secret:../hunter2'", $"passphrase {Named}:")]
    [InlineData("passphrase = 'pass:--clip hunter2'", "passphrase must have an entry of pass directly after pass:, as")]
    [InlineData("passphrase = []", $"passphrase {Kept}")]
    [InlineData("passphrase = ['']", $"passphrase {Kept}")]
    [InlineData("access_token = 'pul-hunter2'", $"access_token {Kept}")]
    [InlineData("access_token = 'op://vault/hunter2'", "access_token must have a vault, an item and a field after")]
    [InlineData("access_token = 1", $"access_token {Kept}")]
    [InlineData("login = 'hunter2'", "login must be one of github-oidc, oidc")]
    [InlineData("login = 'github-oidc'", "login = \"github-oidc\" needs org")]
    [InlineData("login = 'oidc'\norg = 'a'", "login = \"oidc\" needs token_file")]
    [InlineData("org = 'a'", "org is only used with login, which is not set")]
    [InlineData("user = 'a'\nlogin = 'github-oidc'\norg = 'a'\nteam = 'a'", "user and team exclude each other")]
    [InlineData("token_file = 'a'\nlogin = 'github-oidc'\norg = 'a'", "token_file is not used with login")]
    [InlineData("api = 'api.pulumi.com'\nlogin = 'github-oidc'\norg = 'a'", "api must be an address such as")]
    [InlineData("expiration = 0\nlogin = 'github-oidc'\norg = 'a'", "expiration must be a duration")]
    [InlineData("access_token = 'secret:a'\nlogin = 'github-oidc'\norg = 'a'", "access_token and login exclude each")]
    [InlineData("home = '.pulumi'", "home must be a folder outside of ")]
    [InlineData("home = \"a\\u0000b\"", "home cannot be used: ")]
    public async Task Setting_Wrong_IsFoundAtItsPlace_AndNothingIsSet(string toml, string message)
    {
        Workspace.Write("p5.toml", $"[plugins.pulumi.config]\n{toml}\n");
        await using var host = new P5Host(new P5HostOptions { StateDirectory = Workspace.PathOf("state") });

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();
        AuthenticationResult result = await host
            .AuthenticateAsync(Workspace.Load("dev"), cancellationToken: CancellationToken.None)
            .SingleAsync(CancellationToken.None);

        finding.Id.ShouldBe(DiagnosticIds.SourceConfigInvalid);
        (finding.Line, finding.Column).ShouldBe((2, 1));
        finding.Message.ShouldStartWith($"Plugin 'pulumi': {message}");
        result.Credential.ShouldBeNull();
        result.Error!.ErrorId.ShouldBe(ErrorIds.AuthenticationFailed);
        result.Error.Message.ShouldContain(message);
        $"{finding.Message}{finding.Fix}{result.Error.Message}".ShouldNotContain("hunter2");
    }

    [Fact]
    public void Config_Empty_SetsNothing()
    {
        Workspace.Write("p5.toml", "[plugins.pulumi]\n");

        Check().ShouldHaveSingleItem().Message.ShouldBe(
            "Plugin 'pulumi': config needs at least one of backend, passphrase, access_token, home, login; without "
            + "them, it sets nothing.");
    }

    // One correction at a time would take as many attempts.
    [Fact]
    public async Task Settings_SeveralWrong_AreAllReported()
    {
        Workspace.Write(
            "p5.toml",
            """
            [plugins.pulumi.config]
            passphrase = "hunter2"
            access_token = "hunter2"
            [plugins.cloud]
            builtin = "pulumi"
            [plugins.cloud.config]
            backend = "hunter2"
            login = "oidc"
            home = ".pulumi"
            """);
        await using var host = new P5Host(new P5HostOptions { StateDirectory = Workspace.PathOf("state") });

        List<AuthenticationResult> results = await host
            .AuthenticateAsync(Workspace.Load("dev"), cancellationToken: CancellationToken.None)
            .ToListAsync(CancellationToken.None);

        Check().Select(finding => $"{finding.Line} {string.Join(' ', finding.Message.Split(' ')[2..5])}")
            .ShouldBe(
                [
                    "2 passphrase must be", "3 access_token must be", "7 backend must be", "8 login = \"oidc\"",
                    "8 login = \"oidc\"", "9 home must be",
                ],
                ignoreOrder: true);
        string cloud = results.Single(result => result.PluginName == "cloud").Error!.Message;
        cloud.ShouldContain("needs org\n");
        cloud.ShouldContain("needs token_file");
        cloud.ShouldContain("backend must be an address");
    }

    [Fact]
    public void Settings_LoginIsWrong_TheOthersAreCheckedToo()
    {
        Workspace.Write(
            "p5.toml",
            """
            [plugins.pulumi.config]
            login = "hunter2"
            team = "a"
            user = "b"
            api = "hunter2"
            """);

        CheckLines().ShouldBe(
            [
                "p5.toml:2:1 Error SourceConfigInvalid", "p5.toml:4:1 Error SourceConfigInvalid",
                "p5.toml:5:1 Error SourceConfigInvalid",
            ]);
    }

    [Fact]
    public void Setting_OfTheStackFile_IsFoundThere()
    {
        Workspace.Write("p5.toml", "[plugins.pulumi.config]\nbackend = 's3://a'\n");
        Workspace.Write("Pulumi.yaml", "name: x\n");
        Workspace.Write("Pulumi.dev.yaml", "config:\n  p5:plugins:\n    pulumi:\n      passphrase: hunter2\n");

        CheckLines().ShouldBe(["Pulumi.dev.yaml:4:7 Error SourceConfigInvalid"]);
    }

    [Fact]
    public void Review_ShowsWhatIsUsed()
    {
        Workspace.Write("p5.toml", """
            [plugins.pulumi.config]
            backend = "s3://a"
            passphrase = "secret:shop/dev"
            access_token = ["sh", "-c", "x y"]
            [plugins.cloud]
            builtin = "pulumi"
            config = { login = "oidc", org = "a", token_file = "t", backend = "https://app.pulumi.com/a" }
            [plugins.bad]
            builtin = "pulumi"
            config = { passphrase = "hunter2" }
            """);
        Workspace.Write("Pulumi.yaml", "name: x\n");
        Workspace.Write("Pulumi.dev.yaml", """
            config:
              p5:plugins:
                pulumi: {passphrase: 'pass:shop/prod', access_token: 'op://a/b/c', home: ~/p}
            """);

        WorkspaceReview.Of(Workspace.Root).Commands.ShouldBe(
            [
                "pulumi: state in s3://a",
                "pulumi: PULUMI_CONFIG_PASSPHRASE from secret shop/dev",
                "pulumi: PULUMI_ACCESS_TOKEN from command sh -c 'x y'",
                "cloud: state in https://app.pulumi.com/a",
                "cloud: file t",
                "cloud: requests to https://api.pulumi.com/",
                $"bad: nothing: passphrase must be {SecretReference.Expected}",
                "pulumi (dev): state in s3://a",
                "pulumi (dev): PULUMI_CONFIG_PASSPHRASE from command pass show shop/prod",
                "pulumi (dev): PULUMI_ACCESS_TOKEN from command op read op://a/b/c",
                "pulumi (dev): home ~/p",
            ],
            ignoreOrder: true);
    }
}
