using P5.FakeAzure;
using P5.GoPlugin;

namespace P5.Host.Tests;

/// <summary>The source in a host: its settings, what it shows, and which variables it takes.</summary>
public sealed class AzureHostTests : IAsyncLifetime
{
    private const string Application =
        $"tenant = '{AzureEndpoint.Tenant}'\nclient_id = '{AzureEndpoint.ClientId}'\n";

    private readonly TestHost _host = new(options => options with { PassphraseIterations = 1 });
    private AzureEndpoint _azure = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoRsa);
        _azure = await AzureEndpoint.StartAsync();
        _host.Clock.SetToSystemClock();
        _host.Environment.SetVariable("AZURE_AUTHORITY_HOST", _azure.Address);
        _host.Environment.SetVariable("AZURE_CLIENT_SECRET", AzureEndpoint.ClientSecret);
        _host.Environment.SetVariable(
            "REQUESTS_CA_BUNDLE", _host.Workspace.Write("user/ca.pem", _azure.Certificate.ExportCertificatePem()));
        _host.WriteStack("dev", "");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (_azure is not null)
        {
            await _azure.DisposeAsync();
        }
    }

    [Fact]
    public async Task Login_ShowsItsCodeAsOutputOfThePlugin()
    {
        _host.Write("[plugins.azure.config]\nlogin = 'device-code'\ntokens = { A = 'https://a.example/.default' }\n");
        var shown = new List<(string, PluginOutputSource, string)>();

        AuthenticationResult result = await _host.AskOneAsync(options: new AuthenticationOptions
        {
            IsInteractive = _ => Task.FromResult(true),
            Output = (plugin, output) => shown.Add((plugin, output.Source, output.Text)),
        });

        result.Error.ShouldBeNull();
        shown.ShouldBe([(
            "azure",
            PluginOutputSource.Stderr,
            $"To log in, open {_azure.Address}/device and enter the code ABCD-EFGH")]);
    }

    // env is a plugin of the repository. What it sets is for Pulumi, also after it was applied to the session.
    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Server_OfTheRepository_GetsNoRequest()
    {
        await using AzureEndpoint other = await AzureEndpoint.StartAsync();
        _host.Write(
            $$"""
            order = ["env", "azure"]
            [plugins.env.config]
            vars = { AZURE_AUTHORITY_HOST = "{{other.Address}}", REQUESTS_CA_BUNDLE = "theirs" }
            [plugins.azure.config]
            login = "client-secret"
            {{Application}}
            """);

        IReadOnlyList<AuthenticationResult> first = await _host.AskAsync();
        _host.Host.Environment.Apply([.. first.Select(result => result.Credential!)]);
        _host.Environment.GetVariable("AZURE_AUTHORITY_HOST").ShouldBe(other.Address);
        await _host.AskAsync(options: new AuthenticationOptions { Force = true });

        other.Requests.ShouldBeEmpty();
        _azure.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Secret_OfTheUserChanges_IsAskedForAgain()
    {
        _host.Write($"[plugins.azure.config]\nlogin = 'client-secret'\n{Application}");
        AuthenticationResult first = await _host.AskOneAsync();
        _host.Host.Environment.Apply([first.Credential!]);
        (await _host.AskOneAsync()).FromCache.ShouldBeTrue("what it sets itself is not the user's");

        _host.Environment.SetVariable("AZURE_CLIENT_SECRET", "hunter2-new");

        (await _host.AskOneAsync()).Error!.Message.ShouldContain("AADSTS7000215");
    }

    [Theory]
    [InlineData("", "AZURE_CONFIG_DIR")]
    [InlineData("", "AZURE_AUTHORITY_HOST")]
    [InlineData("", "REQUESTS_CA_BUNDLE")]
    [InlineData($"login = 'client-secret'\n{Application}", "AZURE_CLIENT_SECRET")]
    [InlineData("login = 'managed-identity'", "IDENTITY_ENDPOINT")]
    [InlineData("login = 'managed-identity'", "AZURE_POD_IDENTITY_AUTHORITY_HOST")]
    public void Fingerprint_VariableOfTheUserChanges_IsAnotherOne(string toml, string variable)
    {
        _host.Write($"[plugins.azure.config]\n{toml}\n");
        PluginConfiguration plugin = _host.Load().Plugins["azure"];
        var user = new Dictionary<string, string> { [variable] = "hunter2" };

        string first = plugin.For(new(user)).Fingerprint();

        first.ShouldNotContain("hunter2");
        user[variable] = "other";
        plugin.For(new(user)).Fingerprint().ShouldNotBe(first);
    }

    [Theory]
    [InlineData("", "azure: your login of the Azure CLI")]
    [InlineData("tenant = 'example.com'", "azure: your login of the Azure CLI of the tenant example.com")]
    [InlineData(
        $"login = 'client-secret'\nclient_secret = 'pass:a/b'\n{Application}",
        $"azure: the application {AzureEndpoint.ClientId} of the tenant {AzureEndpoint.Tenant}, with its secret",
        "azure: client_secret from command pass show a/b")]
    [InlineData(
        "login = 'device-code'\nvariables = { A = 'https://a.vault.azure.net/secrets/b' }",
        "azure: your login to Entra ID, confirmed in the browser",
        "azure: A from https://a.vault.azure.net/secrets/b")]
    [InlineData(
        "login = 'managed-identity'\ntokens = { A = 'https://graph.microsoft.com/.default' }",
        "azure: the managed identity of this machine",
        "azure: A, an access token for https://graph.microsoft.com/.default")]
    [InlineData("login = 'magic'", "azure: nothing: login must be one of *")]
    public void Uses_AreListed(string toml, params string[] uses)
    {
        _host.Write($"[plugins.azure.config]\n{toml}\n");

        string[] lines = [.. CommandLines.Of(_host.Load())];

        lines.Length.ShouldBe(uses.Length);
        foreach ((string line, string use) in lines.Zip(uses))
        {
            line.ShouldStartWith(use.TrimEnd('*'));
        }
    }

    [Theory]
    [InlineData("login = 'magic'", "login must be one of cli, device-code, client-secret, client-certificate, github-")]
    [InlineData("tenant = 'a/b'", "tenant must be the ID of a tenant or one of its domains, such as")]
    [InlineData("tenant = 'common'", "tenant must be the ID of a tenant or one of its domains, such as")]
    [InlineData("subscription = 'my subscription'", "subscription must be the ID of a subscription, such as 00000000-")]
    [InlineData("client_id = 'app'\nlogin = 'managed-identity'", "client_id must be the ID of an application, such as")]
    [InlineData("environment = 'germany'", "environment must be one of public, usgovernment, china")]
    [InlineData($"client_id = '{AzureEndpoint.ClientId}'", "client_id does not apply to login = \"cli\"")]
    [InlineData("client_secret = 'secret:a'", "client_secret does not apply to login = \"cli\"")]
    [InlineData(
        $"login = 'client-secret'\nclient_secret = 'hunter2'\n{Application}",
        "client_secret must be where the secret is kept, not the secret itself")]
    [InlineData(
        $"login = 'client-secret'\nclient_id = '{AzureEndpoint.ClientId}'",
        "login = \"client-secret\" needs tenant")]
    [InlineData("login = 'client-secret'\ntenant = 'example.com'", "login = \"client-secret\" needs client_id")]
    [InlineData(
        $"login = 'client-certificate'\n{Application}",
        "login = \"client-certificate\" needs client_certificate")]
    [InlineData("login = 'github-oidc'", "login = \"github-oidc\" needs tenant and client_id")]
    [InlineData(
        $"login = 'github-oidc'\nclient_certificate = 'a.pem'\n{Application}",
        "client_certificate does not apply to")]
    [InlineData("audience = 'a'", "audience does not apply to login = \"cli\"")]
    [InlineData(
        "client_certificate_password = 'secret:a'",
        "client_certificate_password does not apply to login = \"cli\"")]
    [InlineData(
        "login = 'device-code'",
        "login = \"device-code\" needs variables or tokens: no provider takes the login itself")]
    [InlineData("tokens = { A = 'User.Read' }", "tokens has a wrong scope for A: it must end with /.default, such as")]
    [InlineData("tokens = { A = 'https://a & calc/.default' }", "tokens has a wrong scope for A")]
    [InlineData("tokens = {}", "tokens must be a table of strings that is not empty")]
    [InlineData("tokens = { ARM_CLIENT_ID = 'a/.default' }", "tokens has ARM_CLIENT_ID, which the login sets")]
    [InlineData("tokens = { 'a=b' = 'a/.default' }", "tokens contains ")]
    [InlineData(
        "tokens = { PULUMI_HOME = 'a/.default' }",
        "tokens contains PULUMI_HOME, which would decide what P5 does")]
    [InlineData(
        "tokens = { A = 'a/.default' }\nvariables = { A = 'https://a.vault.azure.net/secrets/b' }",
        "tokens and variables both have A")]
    [InlineData(
        "variables = { A = 'https://example.com/secrets/b' }",
        "variables.A must be the address of a secret of Key")]
    [InlineData(
        "environment = 'china'\nvariables = { A = 'https://a.vault.azure.net/secrets/b' }",
        "variables.A must be the address of a secret of Key Vault, such as https://example.vault.azure.cn/secrets/")]
    public async Task Settings_AreWrong_AreFoundByTheCheck_AndRefused(string toml, string problem)
    {
        _host.Write($"[plugins.azure.config]\n{toml}\n");

        ConfigurationDiagnostic finding = new ConfigurationChecker().Check(_host.Workspace.Root, "dev")
            .ShouldHaveSingleItem();

        finding.Message.ShouldStartWith($"Plugin 'azure': {problem}");
        finding.Line.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await _host.AskOneAsync()).Error!.Message.ShouldContain(problem);
        _azure.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Settings_SeveralAreWrong_AllAreFound()
    {
        _host.Write(
            """
            [plugins.azure.config]
            login = 'client-certificate'
            subscription = 'mine'
            client_secret = 'secret:a'
            audience = 'a'
            tokens = { A = 'User.Read', B = 'Mail.Read' }
            """);

        IReadOnlyList<ConfigurationDiagnostic> findings =
            new ConfigurationChecker().Check(_host.Workspace.Root, "dev");

        findings.Select(finding => (finding.Line, finding.Message.Split(": ", 2)[1].Split(':')[0])).ShouldBe(
            [
                (3, "subscription must be the ID of a subscription, such as 00000000-0000-0000-0000-000000000000."),
                (2, "login = \"client-certificate\" needs tenant, client_id and client_certificate."),
                (4, "client_secret does not apply to login = \"client-certificate\"."),
                (5, "audience does not apply to login = \"client-certificate\"."),
                (6, "tokens has a wrong scope for A"),
                (6, "tokens has a wrong scope for B"),
            ],
            ignoreOrder: true);
        string[] fixes = [.. findings.Select(finding => finding.Fix)];
        fixes.ShouldContain("Add tenant, client_id and client_certificate to config.");
        fixes.ShouldContain("Remove audience, or correct login.");
    }
}
