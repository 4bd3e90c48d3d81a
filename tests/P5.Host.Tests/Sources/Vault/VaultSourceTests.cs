using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using P5.Sources;
using static P5.Host.Tests.SourceRequests;

namespace P5.Host.Tests;

public sealed class VaultSourceTests : IAsyncLifetime
{
    private const string Version2 = """
        {
          "lease_id": "", "lease_duration": 0,
          "data": {"data": {"user": "app", "password": "hunter2", "port": 5432}, "metadata": {"version": 3}}
        }
        """;

    private const string Dynamic = """
        {
          "lease_id": "aws/creds/deploy/1", "lease_duration": 3600, "renewable": true,
          "data": {"access_key": "AKIA", "secret_key": "hunter2"}
        }
        """;

    private readonly TemporaryWorkspace _workspace = new();
    private readonly Dictionary<string, string> _environment = [];
    private FakeVault _vault = null!;

    public async ValueTask InitializeAsync() => _vault = await FakeVault.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Token_OfTheEnvironment_ReadsFieldsOfSeveralSecrets()
    {
        LogIn();
        _vault.Put("secret/data/app", Version2);
        _vault.Put("kv/old", """{"lease_id":"","lease_duration":2764800,"data":{"key":"hunter3"}}""");

        CredentialResult result = await AskAsync(new Dictionary<string, string>
        {
            ["DB_USER"] = "secret/data/app#user",
            ["DB_PASSWORD"] = "secret/data/app#password",
            ["DB_PORT"] = "/secret/data/app#port",
            ["OLD"] = "kv/old#key",
        });

        Variables(result).ShouldBe(["DB_PASSWORD=hunter2", "DB_PORT=5432", "DB_USER=app", "OLD=hunter3"]);
        result.LifetimeSeconds.ShouldBe(0);
        _vault.Requests.ShouldBe(["GET /v1/secret/data/app", "GET /v1/kv/old"]);
    }

    // A secret of version 1 may have fields called data and metadata.
    [Fact]
    public async Task Version1_WithTheNamesOfVersion2_IsReadAsItIs()
    {
        LogIn();
        _vault.Put("kv/odd", """{"data":{"data":"x","metadata":"y"}}""");

        CredentialResult result = await AskAsync(
            new Dictionary<string, string> { ["A"] = "kv/odd#data", ["B"] = "kv/odd#metadata" });

        Variables(result).ShouldBe(["A=x", "B=y"]);
    }

    [Fact]
    public async Task DynamicSecret_IsReadOnce_AndIsRenewedBeforeTheEndOfItsLease()
    {
        LogIn();
        _vault.Put("aws/creds/deploy", Dynamic);

        CredentialResult result = await AskAsync(new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "aws/creds/deploy#access_key",
            ["AWS_SECRET_ACCESS_KEY"] = "aws/creds/deploy#secret_key",
        });

        Variables(result).ShouldBe(["AWS_ACCESS_KEY_ID=AKIA", "AWS_SECRET_ACCESS_KEY=hunter2"]);
        result.LifetimeSeconds.ShouldBe(3300);
        _vault.Requests.ShouldBe(["GET /v1/aws/creds/deploy"]);
    }

    // What a token created ends with it: the login's lasts half an hour.
    [Theory]
    [InlineData("approle", FakeVault.RoleId, "VAULT_SECRET_ID", FakeVault.SecretId)]
    [InlineData("userpass", "alice", "VAULT_PASSWORD", FakeVault.Password)]
    public async Task Login_WithASecretOfTheEnvironment_ReadsTheSecret(
        string login, string role, string variable, string secret)
    {
        _environment[variable] = secret;
        _vault.Put("aws/creds/deploy", Dynamic);

        CredentialResult result = await AskAsync(
            new Dictionary<string, string> { ["A"] = "aws/creds/deploy#access_key" }, ("login", login), ("role", role));

        Variables(result).ShouldBe(["A=AKIA"]);
        result.LifetimeSeconds.ShouldBe(1500);
    }

    [Fact]
    public async Task GitHubOidc_OutsideOfAJob_SaysWhatIsMissing()
    {
        (await RefusalAsync(("login", "github-oidc"), ("role", "deploy"))).ShouldStartWith(
            "ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set: this is not a job of GitHub");
    }

    [Fact]
    public async Task Namespace_IsSentWithEachRequest()
    {
        LogIn();
        _vault.Put("secret/data/app", Version2);

        await AskAsync(new Dictionary<string, string> { ["A"] = "secret/data/app#user" }, ("namespace", "team/a"));

        _vault.Requests.ShouldBe(["GET /v1/secret/data/app in team/a"]);
    }

    [Fact]
    public async Task Address_OfTheEnvironment_IsUsedWithoutASetting()
    {
        LogIn();
        _environment["VAULT_ADDR"] = _vault.Address;
        _vault.Put("secret/data/app", Version2);

        CredentialResult result = await AskAsync(
            [("variables", """{"A":"secret/data/app#user"}""")]);

        Variables(result).ShouldBe(["A=app"]);
    }

    [Fact]
    public async Task CaCertificate_OfTheEnvironment_IsTrusted()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoRsa);
        using X509Certificate2 certificate = TestCertificate.Create();
        await using FakeVault vault = await FakeVault.StartAsync(certificate);
        vault.Put("secret/data/app", Version2);
        _workspace.Write("ca.pem", certificate.ExportCertificatePem());
        LogIn();
        (string, string)[] settings =
            [("address", vault.Address), ("variables", """{"A":"secret/data/app#user"}""")];

        string refusal = (await AskAsync(settings)).Refusal.ShouldNotBeNull();
        _environment["VAULT_CACERT"] = _workspace.PathOf("ca.pem");

        refusal.ShouldStartWith($"Vault at {vault.Address}/ cannot be reached: ");
        Variables(await AskAsync(settings)).ShouldBe(["A=app"]);
    }

    [Fact]
    public async Task LaterSecretFails_RevokesTheLeasesOfEarlierOnes()
    {
        LogIn();
        _vault.Put("aws/creds/deploy", Dynamic);

        CredentialResult result = await AskAsync(new Dictionary<string, string>
        {
            ["A"] = "aws/creds/deploy#access_key",
            ["B"] = "secret/data/none#x",
        });

        result.Refusal.ShouldNotBeNull().ShouldStartWith("Vault answered secret/data/none with 404. Nothing is there");
        _vault.Revoked.ShouldBe(["aws/creds/deploy/1"]);
    }

    [Theory]
    [InlineData(403, """{"errors":["permission denied"]}""", "with 403 (permission denied). Log in again, or give the")]
    [InlineData(429, "", "with 429. It limits requests; try again later")]
    [InlineData(503, """{"errors":["Vault is sealed"]}""", "with 503 (Vault is sealed). The server is sealed or in")]
    [InlineData(500, "<html>hunter2", "with 500")]
    [InlineData(500, """{"errors":[1,"a\n\u001b[2Jb"]}""", "with 500 (a \\u001b[2Jb)")]
    [InlineData(307, "", "with 307. The server redirects to https://other.example.com/v1/x; set that address")]
    public async Task Server_Fails_SaysWhatAndWhatToDo(int status, string body, string message)
    {
        LogIn();
        _vault.Put("secret/data/app", body, status);

        (await RefusalAsync()).ShouldStartWith($"Vault answered secret/data/app {message}");
    }

    [Theory]
    [InlineData("../../sys/echo")]
    [InlineData("/")]
    [InlineData("..")]
    public async Task Role_OfAUserThatLeavesThePath_IsRefused(string role)
    {
        _environment["VAULT_PASSWORD"] = FakeVault.Password;

        (await RefusalAsync(("login", "userpass"), ("role", role))).ShouldBe(
            "role must be the name of a user, without /");
        _vault.Requests.ShouldBeEmpty();
    }

    // A proxy may send back what it does not understand.
    [Fact]
    public async Task Server_SendsSecretsBack_TheyAreMasked()
    {
        LogIn();
        _vault.Put("secret/data/app", $$"""{"errors":["no {{FakeVault.Token}} here"]}""", status: 400);

        (await RefusalAsync()).ShouldBe("Vault answered secret/data/app with 400 (no *** here)");
    }

    [Fact]
    public async Task Login_SecretComesBack_IsMasked()
    {
        _environment["VAULT_PASSWORD"] = "hunter2-other";
        _vault.Echo = true;

        string refusal = await RefusalAsync(("login", "userpass"), ("role", "alice"));

        refusal.ShouldContain("with 400");
        refusal.ShouldContain("***");
        refusal.ShouldNotContain("hunter2");
    }

    // The token would leave the machine in plain text.
    [Fact]
    public async Task Address_OfThisMachine_IsNotReachedThroughAProxy()
    {
        LogIn();
        _vault.Put("secret/data/app", Version2);
        await using FakeVault proxy = await FakeVault.StartAsync();
        IWebProxy before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Address);
        try
        {
            await AskAsync(new Dictionary<string, string> { ["A"] = "secret/data/app#user" });
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        proxy.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task CaCertificate_NotAFile_IsAnErrorAtOnce()
    {
        LogIn();
        _environment["VAULT_CACERT"] = _workspace.Root;

        (await RefusalAsync()).ShouldStartWith($"VAULT_CACERT {_workspace.Root} cannot be read: ");
    }

    [Fact]
    public async Task ValueThatNoVariableCanHave_RevokesTheLease()
    {
        LogIn();
        _vault.Put("aws/creds/deploy", """{"lease_id":"l/1","lease_duration":60,"data":{"k":"a\u0000hunter2"}}""");

        CredentialResult result = await AskAsync(new Dictionary<string, string> { ["A"] = "aws/creds/deploy#k" });

        result.Refusal.ShouldBe("Vault's secret aws/creds/deploy has a value for 'A' that contains a NUL character");
        _vault.Revoked.ShouldBe(["l/1"]);
    }

    [Fact]
    public async Task Answer_WithHalfACharacter_IsRefused()
    {
        LogIn();
        _vault.Put("secret/data/app", """{"data":{"user":"\ud800"}}""");

        (await RefusalAsync()).ShouldBe("Vault's answer contains an escape that is not a valid character");
    }

    [Fact]
    public async Task Answer_TooLarge_IsRefused()
    {
        LogIn();
        _vault.Put("secret/data/app", new string(' ', 2 * 1024 * 1024));

        (await RefusalAsync()).ShouldBe("Vault's answer to secret/data/app is larger than 1 MiB");
    }

    [Fact]
    public async Task GitHubOidc_AddressWithoutTls_IsRefused()
    {
        _environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = OidcIssuer.Bearer;
        _environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = "http://example.com/token";

        (await RefusalAsync(("login", "github-oidc"), ("role", "deploy"))).ShouldBe(
            "ACTIONS_ID_TOKEN_REQUEST_URL is not an address that begins with https");
    }

    [Theory]
    [InlineData("hunter2", "the answer to secret/data/app is not from Vault: it is not a JSON object")]
    [InlineData("[]", "the answer to secret/data/app is not from Vault: it is not a JSON object")]
    [InlineData("{}", "Vault's secret secret/data/app has no fields")]
    [InlineData("""{"data":null}""", "Vault's secret secret/data/app has no fields")]
    [InlineData("""{"data":{"data":null,"metadata":{}}}""", "Vault's secret secret/data/app has no fields")]
    [InlineData("""{"data":{"x":"hunter2"}}""", "Vault's secret secret/data/app has no field user; it has x")]
    [InlineData("""{"data":{"user":null}}""", "Vault's secret secret/data/app has no value in its field user")]
    public async Task Answer_NotASecret_SaysWhatItIs(string body, string message)
    {
        LogIn();
        _vault.Put("secret/data/app", body);

        (await RefusalAsync()).ShouldBe(message);
    }

    [Fact]
    public async Task Server_NotThere_NamesItsAddress()
    {
        LogIn();
        string address = _vault.Address;
        await _vault.DisposeAsync();

        CredentialResult result = await AskAsync(
            [("address", address), ("variables", """{"A":"secret/data/app#user"}""")]);

        result.Refusal.ShouldNotBeNull().ShouldStartWith($"Vault at {address}/ cannot be reached: ");
    }

    [Fact]
    public async Task Token_WithALineBreak_IsNotShown()
    {
        _environment["VAULT_TOKEN"] = "hunter2\nhunter3";

        (await RefusalAsync()).ShouldBe(
            "the token for Vault has a blank, a line break or another character that is not allowed");
    }

    [Theory]
    [InlineData("approle", "VAULT_SECRET_ID")]
    [InlineData("userpass", "VAULT_PASSWORD")]
    [InlineData("jwt", "VAULT_JWT")]
    public async Task Login_SecretNotSet_NamesItsVariable(string login, string variable)
    {
        (await RefusalAsync(("login", login), ("role", "alice"))).ShouldStartWith(
            $"login = \"{login}\" needs {variable}, which is not set.");
        _vault.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("address", "vault.example.com", "address must be an address such as https://vault.example.com:8200;")]
    [InlineData("address", "http://vault.example.com", "address must be an address such as")]
    [InlineData("address", "https://user:hunter2@vault.example.com", "address must be an address such as")]
    [InlineData("login", "hunter2", "login must be one of token, approle, userpass, jwt, github-oidc")]
    [InlineData("login", "approle", "login = \"approle\" needs role")]
    [InlineData("variables", "{}", "variables must be a table of strings that is not empty")]
    [InlineData("variables", """{"A":1}""", "variables must be a table of strings that is not empty")]
    [InlineData("variables", """{"A":"hunter2"}""", "variables.A must be the path of a secret, '#' and a field of it,")]
    [InlineData("variables", """{"A":"#x"}""", "variables.A must be the path of a secret")]
    [InlineData("variables", """{"A":"a/../b#x"}""", "variables.A must be the path of a secret")]
    [InlineData("variables", """{"A=B":"a#x"}""", "variables contains a name that contains '='")]
    [InlineData("variables", """{"P5_X":"a#x"}""", "variables contains P5_X, which would decide what P5 does")]
    [InlineData("address", "http://127.0.0.1:1/#hunter2", "address must be an address such as")]
    [InlineData("mount", "../sys", "mount must be a path without . and .. and empty parts")]
    [InlineData("mount", "/", "mount must be a path without . and .. and empty parts")]
    public async Task Setting_Wrong_IsNamedWithoutItsValue(string key, string value, string message)
    {
        var settings = new Dictionary<string, string>
        {
            ["address"] = _vault.Address,
            ["variables"] = """{"A":"secret/data/app#user"}""",
            [key] = value,
        };

        CredentialResult result = await AskAsync(settings.Select(pair => (pair.Key, pair.Value)));

        result.Refusal.ShouldNotBeNull().ShouldStartWith(message);
        result.Refusal.ShouldNotContain("hunter2");
        _vault.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("token", "VAULT_ADDR")]
    [InlineData("token", "VAULT_NAMESPACE")]
    [InlineData("token", "VAULT_CACERT")]
    [InlineData("token", "VAULT_TOKEN")]
    [InlineData("approle", "VAULT_SECRET_ID")]
    public void Fingerprint_VariableOfTheUserChanges_IsAnotherOne(string login, string variable)
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write(
            "p5.toml",
            $"[plugins.vault.config]\nlogin = '{login}'\nrole = 'x'\nvariables = {{ A = 'secret/data/app#user' }}\n");
        PluginConfiguration plugin = ConfigurationLoader.Load(workspace.Root, "dev").Plugins["vault"];

        string first = plugin.For(new(new Dictionary<string, string> { [variable] = "hunter2" })).Fingerprint();

        first.ShouldNotContain("hunter2");
        plugin.For(new(new Dictionary<string, string> { [variable] = "hunter2" })).Fingerprint().ShouldBe(first);
        plugin.For(new(new Dictionary<string, string>())).Fingerprint().ShouldNotBe(first);
    }

    private void LogIn() => _environment["VAULT_TOKEN"] = FakeVault.Token;

    private async Task<string> RefusalAsync(params (string Key, string Value)[] settings) =>
        (await AskAsync(new Dictionary<string, string> { ["A"] = "secret/data/app#user" }, settings))
            .Refusal.ShouldNotBeNull();

    private Task<CredentialResult> AskAsync(
        Dictionary<string, string> variables, params (string Key, string Value)[] settings) =>
        AskAsync([("address", _vault.Address), ("variables", JsonSerializer.Serialize(variables)), .. settings]);

    private Task<CredentialResult> AskAsync(IEnumerable<(string Key, string Value)> settings) =>
        new VaultSource()
            .GetCredentialAsync(
                SourceRequests.Of(settings, []),
                new SourceContext
                {
                    WorkspaceDirectory = _workspace.Root,
                    Environment = _environment,
                    TimeProvider = new ObservedTime(),
                },
                CancellationToken.None)
            .WaitAsync(TestTimeout.Default);
}
