using P5.FakeAws;
using P5.GoPlugin;

namespace P5.Host.Tests;

/// <summary>The source in a host: what it shows and asks, and which variables it takes.</summary>
public sealed class AwsHostTests : IAsyncLifetime
{
    private const string Profiles =
        $"""
        [default]
        region = eu-west-1
        [profile pprod]
        role_arn = {AwsEndpoint.DeployRole}
        source_profile = default
        region = eu-west-1
        [profile pdev]
        role_arn = {AwsEndpoint.DeployRole}
        source_profile = default
        region = us-west-2
        """;

    private readonly TestHost _host = new(options => options with { PassphraseIterations = 1 });
    private AwsEndpoint _aws = null!;

    public async ValueTask InitializeAsync()
    {
        _aws = await AwsEndpoint.StartAsync();
        _host.Environment.SetVariable("AWS_ENDPOINT_URL", _aws.Address);

        // Empty, not removed: then the variable of this process would count.
        _host.Environment.SetVariable("AWS_CA_BUNDLE", "");
        _host.Environment.SetVariable("AWS_CONFIG_FILE", _host.Workspace.Write("user/config", "[default]\n"));
        _host.Environment.SetVariable(
            "AWS_SHARED_CREDENTIALS_FILE",
            _host.Workspace.Write(
                "user/credentials",
                $"[default]\naws_access_key_id={AwsEndpoint.UserKeyId}\n"
                    + $"aws_secret_access_key={AwsEndpoint.UserSecret}\n"));
        _host.Environment.SetVariable("HOME", _host.Workspace.PathOf("user"));
        _host.WriteStack("dev", "");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Fact]
    public async Task Questions_OfPluginsSideBySide_AreAskedOneAtATime()
    {
        _host.Write(Guarded("a") + Guarded("b"));
        int open = 0;
        int most = 0;
        var options = new AuthenticationOptions
        {
            IsInteractive = _ => Task.FromResult(true),
            AskSecret = async (_, cancellationToken) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                await Task.Yield();
                Interlocked.Decrement(ref open);
                return AwsEndpoint.MfaCode;
            },
        };

        IReadOnlyList<AuthenticationResult> results = await _host.AskAsync(options: options);

        results.Select(result => result.Error).ShouldAllBe(error => error == null);
        most.ShouldBe(1);
    }

    [Fact]
    public async Task Login_ShowsItsCodeAsOutputOfThePlugin()
    {
        _host.Write(
            $"""
            [plugins.aws.config]
            sso_start_url = "https://example.awsapps.com/start"
            sso_region = "eu-west-1"
            sso_account_id = "{AwsEndpoint.Account}"
            sso_role_name = "{AwsEndpoint.PortalRole}"
            browser = "never"
            """);
        var shown = new List<(string, PluginOutputSource, string)>();
        Task<AuthenticationResult> asked = _host.AskOneAsync(options: new AuthenticationOptions
        {
            IsInteractive = _ => Task.FromResult(true),
            Output = (plugin, output) => shown.Add((plugin, output.Source, output.Text)),
        });
        await _host.Clock.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(TestTimeout.Default);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));

        (await asked).Error.ShouldBeNull();

        shown.ShouldBe([(
            "aws",
            PluginOutputSource.Stderr,
            $"To log in, open {_aws.Address}/device?user_code=ABCD-EFGH and confirm the code ABCD-EFGH")]);
    }

    [Fact]
    public async Task Question_WithoutAUser_FailsAtOnce()
    {
        _host.Write(Guarded("a"));

        (await _host.AskOneAsync()).Error!.Message.ShouldContain("no one can enter it in this session");

        _aws.Requests.ShouldBeEmpty();
    }

    // env is a plugin of the repository. What it sets is for Pulumi, also after it was applied to the session.
    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Endpoint_OfTheRepository_GetsNoRequest()
    {
        await using AwsEndpoint other = await AwsEndpoint.StartAsync();
        _host.Write(
            $$"""
            order = ["env", "aws"]
            [plugins.env.config]
            vars = { AWS_ENDPOINT_URL = "{{other.Address}}", AWS_CONFIG_FILE = "theirs" }
            [plugins.aws.config]
            role_arn = "{{AwsEndpoint.DeployRole}}"
            """);

        IReadOnlyList<AuthenticationResult> first = await _host.AskAsync();
        _host.Host.Environment.Apply([.. first.Select(result => result.Credential!)]);
        _host.Environment.GetVariable("AWS_ENDPOINT_URL").ShouldBe(other.Address);
        await _host.AskAsync(options: new AuthenticationOptions { Force = true });

        other.Requests.ShouldBeEmpty();
        _aws.Requests.ShouldBe(["AssumeRole", "AssumeRole"]);
    }

    // Credentials of the one account must not be those that commands for the other one get.
    [Fact]
    public async Task Profile_OfTheUserChanges_IsAskedForAgain()
    {
        _host.Workspace.Write("user/config", Profiles);
        _host.Write("[plugins.aws]\n");
        _host.Environment.SetVariable("AWS_PROFILE", "pprod");
        AuthenticationResult prod = await _host.AskOneAsync();
        _host.Host.Environment.Apply([prod.Credential!]);
        (await _host.AskOneAsync()).FromCache.ShouldBeTrue("what it sets itself is not the user's");

        _host.Environment.SetVariable("AWS_PROFILE", "pdev");

        _host.Host.GetPlugins(_host.Load())[0].Credential.ShouldBeNull();
        AuthenticationResult dev = await _host.AskOneAsync();
        dev.FromCache.ShouldBeFalse();
        dev.Variables()["AWS_REGION"].ShouldBe("us-west-2");
    }

    [Fact]
    public async Task Profile_IsASetting_VariableOfTheUserDoesNotMatter()
    {
        _host.Workspace.Write("user/config", Profiles);
        _host.Write("[plugins.aws.config]\nprofile = 'pprod'\n");
        await _host.AskOneAsync();

        _host.Environment.SetVariable("AWS_PROFILE", "pdev");

        (await _host.AskOneAsync()).FromCache.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "AWS_CONFIG_FILE")]
    [InlineData("", "AWS_SHARED_CREDENTIALS_FILE")]
    [InlineData("", "AWS_REGION")]
    [InlineData("", "AWS_DEFAULT_REGION")]
    [InlineData("", "AWS_ENDPOINT_URL")]
    [InlineData("", "AWS_ENDPOINT_URL_STS")]
    [InlineData("", "AWS_ENDPOINT_URL_SSO")]
    [InlineData("", "AWS_ENDPOINT_URL_SSO_OIDC")]
    [InlineData("", "AWS_CA_BUNDLE")]
    [InlineData("credential_source = 'Environment'", "AWS_ACCESS_KEY_ID")]
    [InlineData("credential_source = 'Environment'", "AWS_SESSION_TOKEN")]
    [InlineData("credential_source = 'EcsContainer'", "AWS_CONTAINER_CREDENTIALS_FULL_URI")]
    [InlineData("credential_source = 'Ec2InstanceMetadata'", "AWS_EC2_METADATA_SERVICE_ENDPOINT")]
    public void Fingerprint_VariableOfTheUserChanges_IsAnotherOne(string toml, string variable)
    {
        _host.Write($"[plugins.aws.config]\n{toml}\n");
        PluginConfiguration plugin = _host.Load().Plugins["aws"];
        var user = new Dictionary<string, string> { [variable] = "hunter2" };

        string first = plugin.For(new(user)).Fingerprint();

        first.ShouldNotContain("hunter2");
        plugin.For(new(user)).Fingerprint().ShouldBe(first);
        user[variable] = "other";
        plugin.For(new(user)).Fingerprint().ShouldNotBe(first);
    }

    [Fact]
    public async Task Store_ProfileOfTheUserIsAnotherOneInAnotherProcess_IsNotUsed()
    {
        await _host.Host.Store.EnableAsync(TestStore.Backend, AskAsync, CancellationToken.None);
        _host.Workspace.Write("user/config", Profiles);
        _host.Write("[plugins.aws]\n");
        _host.Environment.SetVariable("AWS_PROFILE", "pprod");
        (await _host.AskOneAsync(options: Answering())).FromCache.ShouldBeFalse();

        (await AskInAnotherProcessAsync()).FromStore.ShouldBeTrue();
        _host.Environment.SetVariable("AWS_PROFILE", "pdev");
        AuthenticationResult dev = await AskInAnotherProcessAsync();

        dev.FromStore.ShouldBeFalse();
        dev.Variables()["AWS_REGION"].ShouldBe("us-west-2");
        _aws.Requests.ShouldBe(["AssumeRole", "AssumeRole"]);
    }

    [Theory]
    [InlineData("profile = 'x'\ncredential_source = 'Environment'", "credential_source and profile exclude each other")]
    [InlineData("region = 'evil.com/'", "region must be the name of a region, such as eu-west-1")]
    [InlineData("role_arn = 'deploy'", "role_arn must be the ARN of a role")]
    [InlineData("role_session_name = 'xy'", "role_session_name needs role_arn")]
    [InlineData("duration = '1h'", "duration needs role_arn")]
    [InlineData("duration = '5m'", "duration must be from 15m to 12h")]
    [InlineData("duration = 'long'", "duration must be a duration such as")]
    [InlineData("login = 'github-oidc'", "login needs role_arn")]
    [InlineData("login = 'magic'", "login must be github-oidc")]
    [InlineData("role_session_name = 'a b'", "role_session_name must be 2 to 64 letters, digits or characters of _+")]
    [InlineData("sso_start_url = 'my portal'", "sso_start_url must be an address that begins with https")]
    [InlineData("sso_start_url = 'http://x'", "sso_start_url must be an address that begins with https")]
    [InlineData("audience = 'x'", "audience needs login")]
    [InlineData("sso_account_id = '1'", "sso_account_id must be the number of an account: 12 digits, in quotes")]
    [InlineData("sso_account_id = '123456789012'", "sso_account_id needs sso_role_name")]
    [InlineData("sso_role_name = 'x'", "sso_role_name needs sso_account_id")]
    [InlineData("sso_start_url = 'https://a.b'", "sso_start_url needs sso_account_id")]
    [InlineData("sso_account_id = '123456789012'\nsso_role_name = 'x'", "sso_account_id needs sso_session, or")]
    [InlineData(
        "sso_account_id = '123456789012'\nsso_role_name = 'x'\nsso_session = 's'\nsso_start_url = 'https://a.b'\n"
            + "sso_region = 'eu-west-1'",
        "sso_session and sso_start_url exclude each other")]
    [InlineData("browser = 'lynx'", "browser must be one of auto, never")]
    [InlineData("profile = ''", "profile must be text that is not empty")]
    [InlineData("credential_source = 'Moon'", "credential_source must be one of Environment, Ec2InstanceMetadata")]
    public async Task Settings_AreWrong_AreFoundByTheCheck_AndRefused(string toml, string problem)
    {
        _host.Write($"[plugins.aws.config]\n{toml}\n");

        // A setting can lack several others; the first finding is about the setting itself.
        IReadOnlyList<ConfigurationDiagnostic> findings =
            new ConfigurationChecker().Check(_host.Workspace.Root, "dev");

        findings[0].Message.ShouldStartWith($"Plugin 'aws': {problem}");
        findings.ShouldAllBe(finding => finding.Line > 0);
        (await _host.AskOneAsync()).Error!.Message.ShouldContain(problem);
        _aws.Requests.ShouldBeEmpty();
    }

    private static Task<string?> AskAsync(string prompt, CancellationToken cancellationToken) =>
        Task.FromResult<string?>("hunter2-passphrase");

    private static AuthenticationOptions Answering() => new() { AskSecret = AskAsync };

    private async Task<AuthenticationResult> AskInAnotherProcessAsync()
    {
        await using var other = new P5Host(new P5HostOptions
        {
            TimeProvider = _host.Clock,
            Environment = _host.Environment,
            StateDirectory = _host.Workspace.PathOf("state"),
            PassphraseIterations = 1,
        });
        return (await other.AuthenticateAsync(_host.Load(), Answering(), CancellationToken.None)
            .ToListAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Default)).ShouldHaveSingleItem();
    }

    private static string Guarded(string name) =>
        $"""
        [plugins.{name}]
        builtin = "aws"
        [plugins.{name}.config]
        role_arn = "{AwsEndpoint.GuardedRole}"
        external_id = "{AwsEndpoint.ExternalId}"
        mfa_serial = "{AwsEndpoint.MfaSerial}"

        """;
}
