using P5.FakeAws;
using P5.Sources;
using static P5.Host.Tests.SourceRequests;

namespace P5.Host.Tests;

/// <summary>
/// Logins with identity tokens of a real issuer: each service verifies them by the keys that the issuer publishes.
/// </summary>
public sealed class IdentityTokenTests(OidcIssuer issuer) : IClassFixture<OidcIssuer>, IAsyncLifetime
{
    private const string Aws = "aws";
    private const string Pulumi = "pulumi";
    private const string Vault = "vault";

    private const string AwsRefusal =
        "AWS does not assume the role arn:aws:iam::123456789012:role/ci with an identity token: 400 ";

    private readonly TemporaryWorkspace _workspace = new();
    private readonly Dictionary<string, string> _environment = [];
    private IdentityVerifier _verifier = null!;
    private AwsScene _aws = null!;
    private FakeVault _vault = null!;
    private FakePulumiCloud _pulumi = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoRsa);
        _verifier = new IdentityVerifier(issuer.Address);
        _aws = await AwsScene.StartAsync(_verifier);
        _vault = await FakeVault.StartAsync(identities: _verifier);
        _pulumi = await FakePulumiCloud.StartAsync(_verifier);
        _vault.Put("secret/data/app", """{"data":{"data":{"user":"app"},"metadata":{}}}""");
    }

    public async ValueTask DisposeAsync()
    {
        if (_verifier is not null)
        {
            await _aws.DisposeAsync();
            await _vault.DisposeAsync();
            await _pulumi.DisposeAsync();
            _verifier.Dispose();
        }

        _workspace.Dispose();
    }

    [Theory]
    [InlineData(Aws)]
    [InlineData(Pulumi)]
    [InlineData(Vault)]
    public async Task Token_OfTheIssuer_IsAccepted(string service)
    {
        CredentialResult result = await AskAsync(service, await issuer.IssueAsync(AudienceOf(service)));

        result.Refusal.ShouldBeNull();
        result.Variables.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(Aws)]
    [InlineData(Pulumi)]
    [InlineData(Vault)]
    public async Task Token_OfAJob_IsAccepted(string service)
    {
        issuer.AddJobTo(_environment);
        issuer.AddJobTo(_aws.User);

        CredentialResult result = await AskInAJobAsync(service);

        result.Refusal.ShouldBeNull();
        result.Variables.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Token_OfAJobWithAnotherAudience_IsRefused()
    {
        issuer.AddJobTo(_environment);

        CredentialResult result = await AskVaultAsync(("login", "github-oidc"));

        result.Refusal.ShouldBe("Vault answered auth/jwt/login with 400 (invalid audience)");
    }

    [Fact]
    public async Task Bearer_OfAnotherJob_IsRefusedByTheIssuer()
    {
        issuer.AddJobTo(_environment);
        _environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "other";

        CredentialResult result = await AskInAJobAsync(Vault);

        result.Refusal.ShouldBe("GitHub answered the request for an identity token with 401");
    }

    [Theory]
    [InlineData(Aws, "InvalidIdentityToken (The token *** is not accepted: invalid audience)")]
    [InlineData(Pulumi, "invalid audience")]
    [InlineData(Vault, "invalid audience")]
    public async Task Audience_OfAnotherService_IsRefused(string service, string reason) =>
        await RefusesAsync(service, await issuer.IssueAsync("https://other.example.com"), reason);

    // The clocks may differ by a minute.
    [Theory]
    [InlineData(Aws, "ExpiredTokenException (Token expired)")]
    [InlineData(Pulumi, "token is expired")]
    [InlineData(Vault, "token is expired")]
    public async Task Time_IsOver_IsRefused(string service, string reason) => await RefusesAsync(
        service, await issuer.IssueAsync(AudienceOf(service), lifetime: TimeSpan.FromMinutes(-2)), reason);

    [Theory]
    [InlineData(Aws)]
    [InlineData(Pulumi)]
    [InlineData(Vault)]
    public async Task Time_IsOverForLessThanTheClocksMayDiffer_IsAccepted(string service)
    {
        string token = await issuer.IssueAsync(AudienceOf(service), lifetime: TimeSpan.FromMinutes(1));
        _verifier.Skew = TimeSpan.FromSeconds(80);

        (await AskAsync(service, token)).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(Aws, "InvalidIdentityToken (The token *** is not accepted: token is not valid yet)")]
    [InlineData(Pulumi, "token is not valid yet")]
    [InlineData(Vault, "token is not valid yet")]
    public async Task Clock_OfTheServiceIsSlow_IsRefused(string service, string reason)
    {
        _verifier.Skew = TimeSpan.FromMinutes(-3);

        await RefusesAsync(service, await issuer.IssueAsync(AudienceOf(service)), reason);
    }

    [Theory]
    [InlineData(Aws, "InvalidIdentityToken (The token *** is not accepted: invalid signature)")]
    [InlineData(Pulumi, "invalid signature")]
    [InlineData(Vault, "invalid signature")]
    public async Task Signature_OfAnotherToken_IsRefused(string service, string reason)
    {
        string[] token = (await issuer.IssueAsync(AudienceOf(service))).Split('.');
        string[] other = (await issuer.IssueAsync(AudienceOf(service), TimeSpan.FromHours(1))).Split('.');

        await RefusesAsync(service, $"{token[0]}.{other[1]}.{token[2]}", reason);
    }

    [Theory]
    [InlineData(Aws, "InvalidIdentityToken (The token *** is not accepted: invalid issuer)")]
    [InlineData(Pulumi, "invalid issuer")]
    [InlineData(Vault, "invalid issuer")]
    public async Task Issuer_IsAnotherOneWithTheSameKey_IsRefused(string service, string reason)
    {
        string address = issuer.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        await RefusesAsync(service, await issuer.IssueAsync(AudienceOf(service), address: address), reason);
    }

    [Theory]
    [InlineData(Aws, "InvalidIdentityToken (The token *** is not accepted: invalid signature)")]
    [InlineData(Pulumi, "invalid signature")]
    [InlineData(Vault, "invalid signature")]
    public async Task Key_IsWithdrawn_IsRefused_AndTheNextOneIsFound(string service, string reason)
    {
        string audience = AudienceOf(service);
        string old = await issuer.IssueAsync(audience);
        (await AskAsync(service, old)).Refusal.ShouldBeNull();

        issuer.Rotate(keepsOld: true);
        (await AskAsync(service, await issuer.IssueAsync(audience))).Refusal.ShouldBeNull("the key is published");
        (await AskAsync(service, old)).Refusal.ShouldBeNull("its key is still published");

        issuer.Rotate(keepsOld: false);
        (await AskAsync(service, await issuer.IssueAsync(audience))).Refusal.ShouldBeNull("the key is published");
        await RefusesAsync(service, old, reason);
    }

    [Theory]
    [InlineData(Aws, "InvalidIdentityToken (The token *** is not accepted: invalid signature)")]
    [InlineData(Pulumi, "invalid signature")]
    [InlineData(Vault, "invalid signature")]
    public Task Token_IsNotOne_IsRefusedAndNotShown(string service, string reason) =>
        RefusesAsync(service, "hunter2.not.AAAA", reason);

    [Theory]
    [InlineData("team", "ops", "team team:ops 900")]
    [InlineData("user", "alice", "personal user:alice 900")]
    public async Task Pulumi_TypeOfToken_IsRequested(string setting, string value, string exchange)
    {
        string token = await issuer.IssueAsync(FakePulumiCloud.Audience);

        CredentialResult result = await AskPulumiAsync(token, (setting, value), ("expiration", "15m"));

        Variables(result).ShouldBe(["PULUMI_ACCESS_TOKEN=pul-hunter2"]);
        result.LifetimeSeconds.ShouldBe(900);
        _pulumi.Exchanges.ShouldBe([exchange]);
    }

    [Fact]
    public async Task Pulumi_InAJob_ExchangesForTheBackend()
    {
        issuer.AddJobTo(_environment);

        CredentialResult result = await AskInAJobAsync(Pulumi);

        Variables(result).ShouldBe(
            ["PULUMI_ACCESS_TOKEN=pul-hunter2", $"PULUMI_BACKEND_URL={_pulumi.Address}"]);
        result.LifetimeSeconds.ShouldBe(7200);
        _pulumi.Exchanges.ShouldBe(["organization"]);
    }

    [Fact]
    public async Task Vault_OtherMountAndVariable_AreUsed()
    {
        _environment["CI_JOB_JWT"] = await issuer.IssueAsync(FakeVault.Audience);

        Variables(await AskVaultAsync(("login", "jwt"), ("mount", "/gh/"), ("secret_variable", "CI_JOB_JWT")))
            .ShouldBe(["A=app"]);
        _vault.Requests[0].ShouldBe("POST /v1/auth/gh/login");
    }

    [Fact]
    public async Task Aws_WithAToken_NeedsNoProfile()
    {
        _aws.Credentials("");
        _aws.Write("token", await issuer.IssueAsync("sts.amazonaws.com") + "\n");

        CredentialResult result = await _aws.AskAsync(
            ("role_arn", AwsEndpoint.WebRole),
            ("web_identity_token_file", "token"),
            ("region", "us-west-2"));

        AwsScene.VariablesOf(result)["AWS_REGION"].ShouldBe("us-west-2");
        _aws.Aws.Requests.ShouldBe(["AssumeRoleWithWebIdentity"]);
    }

    // A commit can change where a link leads, and an approval does not cover that.
    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Aws_LinkOutOfTheRepository_IsRefusedButForTheUsersOwnProfile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        using var user = new TemporaryFolder();
        File.CreateSymbolicLink(_aws.PathOf("token"), user.Write("token", "hunter2.b.c"));
        _aws.Config(
            $"[profile x]\nrole_arn = {AwsEndpoint.WebRole}\nweb_identity_token_file = {_aws.PathOf("token")}\n");

        string ofSetting = (await _aws.AskAsync(
            ("role_arn", AwsEndpoint.WebRole), ("web_identity_token_file", "token"))).Refusal!;
        string ofProfile = (await _aws.AskAsync(("profile", "x"))).Refusal!;

        ofSetting.ShouldStartWith($"{_aws.PathOf("token")} cannot be read: a link in ");
        ofProfile.ShouldContain("InvalidIdentityToken");
        _aws.Aws.Requests.ShouldBe(["AssumeRoleWithWebIdentity"]);
    }

    private static string AudienceOf(string service) => service switch
    {
        Aws => "sts.amazonaws.com",
        Pulumi => FakePulumiCloud.Audience,
        _ => FakeVault.Audience,
    };

    /// <summary>The whole message, with the advice of the source.</summary>
    private async Task RefusesAsync(string service, string token, string reason)
    {
        CredentialResult result = await AskAsync(service, token);

        result.Refusal.ShouldBe(service switch
        {
            Aws => AwsRefusal + reason + (reason.StartsWith("Expired", StringComparison.Ordinal)
                ? ". The credentials or the token of this request have expired; get new ones"
                : ". Check the audience, and the identity provider of the account"),
            Pulumi => $"{_pulumi.Address}/ answered the exchange of the token with 400 ({reason}). Check that Pulumi "
                + "Cloud has the issuer of the token registered for the organization, with a policy that allows its "
                + "audience and subject, and that the token has not expired",
            _ => $"Vault answered auth/jwt/login with 400 ({reason})",
        });
        result.Variables.ShouldBeEmpty();
    }

    private Task<CredentialResult> AskAsync(string service, string token)
    {
        switch (service)
        {
            case Aws:
                _aws.Write("token", token);
                return _aws.AskAsync(
                    ("role_arn", AwsEndpoint.WebRole), ("web_identity_token_file", "token"));
            case Pulumi:
                return AskPulumiAsync(token);
            default:
                _environment["VAULT_JWT"] = token;
                return AskVaultAsync(("login", "jwt"));
        }
    }

    private Task<CredentialResult> AskInAJobAsync(string service) => service switch
    {
        Aws => _aws.AskAsync(("role_arn", AwsEndpoint.WebRole), ("login", "github-oidc")),
        Pulumi => AskAsync(
            new PulumiSource(), [("backend", _pulumi.Address), ("login", "github-oidc"), ("org", "acme")]),
        _ => AskVaultAsync(("login", "github-oidc"), ("audience", FakeVault.Audience)),
    };

    private Task<CredentialResult> AskPulumiAsync(string token, params (string Key, string Value)[] settings)
    {
        _workspace.Write("token", token + "\n");
        return AskAsync(
            new PulumiSource(),
            [("login", "oidc"), ("org", "acme"), ("token_file", "token"), ("api", _pulumi.Address), .. settings]);
    }

    private Task<CredentialResult> AskVaultAsync(params (string Key, string Value)[] settings) => AskAsync(
        new VaultSource(),
        [
            ("address", _vault.Address), ("role", "deploy"), ("variables", """{"A":"secret/data/app#user"}"""),
            .. settings,
        ]);

    private Task<CredentialResult> AskAsync(BuiltInSource source, (string Key, string Value)[] settings) =>
        source.GetCredentialAsync(
            SourceRequests.Of(settings, []),
            new SourceContext
            {
                WorkspaceDirectory = _workspace.Root,
                Environment = _environment,
                TimeProvider = new ObservedTime(),
                Tools = new SourceTools(_workspace.Root, _environment, secrets: null, TimeProvider.System),
            },
            CancellationToken.None)
        .WaitAsync(TestTimeout.Default);
}
