using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using P5.FakeAzure;
using P5.Sources;
using static P5.Host.Tests.AzureScene;

namespace P5.Host.Tests;

/// <summary>Logins of applications and machines, secrets of Key Vault, and access tokens.</summary>
public sealed class AzureSourceTests : IAsyncLifetime
{
    private const string ManagementToken = "client_credentials https://management.azure.com/.default";
    private const string VaultToken = "client_credentials https://vault.azure.net/.default";

    private AzureScene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoRsa);
        _scene = await AzureScene.StartAsync();
        _scene.User["AZURE_CLIENT_SECRET"] = AzureEndpoint.ClientSecret;
    }

    public async ValueTask DisposeAsync()
    {
        if (_scene is not null)
        {
            await _scene.DisposeAsync();
        }
    }

    [Fact]
    public async Task Secret_OfTheEnvironment_IsVerified_AndSetForProvidersAndSdks()
    {
        CredentialResult result = await _scene.AskAsync(
            Application("client-secret", ("subscription", AzureEndpoint.Subscription)));

        VariablesOf(result).ShouldBe(
            new Dictionary<string, string>
            {
                ["ARM_TENANT_ID"] = AzureEndpoint.Tenant,
                ["ARM_SUBSCRIPTION_ID"] = AzureEndpoint.Subscription,
                ["ARM_CLIENT_ID"] = AzureEndpoint.ClientId,
                ["ARM_CLIENT_SECRET"] = AzureEndpoint.ClientSecret,
                ["ARM_CLIENT_CERTIFICATE_PATH"] = "",
                ["ARM_CLIENT_CERTIFICATE_PASSWORD"] = "",
                ["ARM_OIDC_TOKEN"] = "",
                ["ARM_USE_OIDC"] = "false",
                ["ARM_USE_MSI"] = "false",
                ["ARM_USE_CLI"] = "false",
                ["AZURE_TENANT_ID"] = AzureEndpoint.Tenant,
                ["AZURE_SUBSCRIPTION_ID"] = AzureEndpoint.Subscription,
                ["AZURE_CLIENT_ID"] = AzureEndpoint.ClientId,
                ["AZURE_CLIENT_SECRET"] = AzureEndpoint.ClientSecret,
            },
            ignoreOrder: true);
        result.LifetimeSeconds.ShouldBe(0);
        _scene.Azure.Requests.ShouldBe([ManagementToken]);
    }

    [Fact]
    public async Task Secret_OfTheUser_IsUsedBeforeTheEnvironment_AndItsChangeIsNoticed()
    {
        _scene.User["AZURE_CLIENT_SECRET"] = "other";
        _scene.Secrets["app"] = AzureEndpoint.ClientSecret;

        CredentialResult result = await _scene.AskAsync(
            Application("client-secret", ("client_secret", "secret:app")));

        VariablesOf(result)["ARM_CLIENT_SECRET"].ShouldBe(AzureEndpoint.ClientSecret);
        result.HasChanged!().ShouldBeFalse();
        _scene.Secrets["app"] = "new";
        result.HasChanged().ShouldBeTrue();
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Secret_OfAPluginBeforeThisOne_IsNotUsed()
    {
        _scene.User.Remove("AZURE_CLIENT_SECRET");
        _scene.Inherited["AZURE_CLIENT_SECRET"] = AzureEndpoint.ClientSecret;

        (await _scene.RefusalAsync(Application("client-secret")))
            .ShouldBe("no secret is known; set client_secret in config, or AZURE_CLIENT_SECRET");
    }

    [Theory]
    [InlineData("wrong", AzureEndpoint.ClientId, AzureEndpoint.Tenant, "AADSTS7000215", "Check client_secret: it is")]
    [InlineData(null, AzureEndpoint.MachineClientId, AzureEndpoint.Tenant, "AADSTS700016", "Check client_id and")]
    [InlineData(null, AzureEndpoint.ClientId, "other.example.com", "AADSTS90002", "Check tenant, and environment if")]
    public async Task Secret_IsRefused_SaysWhy_AndSetsNothing(
        string? secret, string client, string tenant, string code, string advice)
    {
        _scene.User["AZURE_CLIENT_SECRET"] = secret ?? AzureEndpoint.ClientSecret;

        string refusal = await _scene.RefusalAsync(
            ("login", "client-secret"), ("client_id", client), ("tenant", tenant));

        refusal.ShouldStartWith($"Entra ID does not log in the application {client}: 40");
        refusal.ShouldContain($"({code}: ");
        refusal.ShouldContain($"). {advice}");
        refusal.ShouldNotContain("Trace ID");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Certificate_InPem_SignsTheAssertion(bool isEncrypted)
    {
        using RSA key = _scene.Azure.ClientCertificate.GetRSAPrivateKey()!;
        string pem = isEncrypted
            ? _scene.Azure.ClientCertificate.ExportCertificatePem() + "\n" + key.ExportEncryptedPkcs8PrivateKeyPem(
                "hunter2", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10))
            : _scene.Azure.ClientCertificatePem;
        _scene.Secrets["pem"] = "hunter2";
        string path = _scene.Write("client.pem", pem);
        (string, string)[] password = isEncrypted ? [("client_certificate_password", "secret:pem")] : [];

        CredentialResult result = await _scene.AskAsync(
            Application("client-certificate", [("client_certificate", "client.pem"), .. password]));

        Dictionary<string, string> variables = VariablesOf(result);
        variables["ARM_CLIENT_CERTIFICATE_PATH"].ShouldBe(path);
        variables["AZURE_CLIENT_CERTIFICATE_PATH"].ShouldBe(path);
        variables["ARM_CLIENT_CERTIFICATE_PASSWORD"].ShouldBe(isEncrypted ? "hunter2" : "");
        variables.ContainsKey("AZURE_CLIENT_CERTIFICATE_PASSWORD").ShouldBe(isEncrypted);
        variables["ARM_CLIENT_SECRET"].ShouldBe("");
        result.HasChanged!().ShouldBeFalse();
    }

    [Fact]
    public async Task Certificate_InPkcs12_SignsTheAssertion()
    {
        _scene.Secrets["pfx"] = "hunter2";
        string path = _scene.Write(
            "client.pfx", _scene.Azure.ClientCertificate.Export(X509ContentType.Pkcs12, "hunter2"));

        CredentialResult result = await _scene.AskAsync(Application(
            "client-certificate", ("client_certificate", path), ("client_certificate_password", "secret:pfx")));

        VariablesOf(result)["AZURE_CLIENT_CERTIFICATE_PASSWORD"].ShouldBe("hunter2");
    }

    [Fact]
    public async Task Certificate_OfAnotherApplication_IsRefused()
    {
        using X509Certificate2 other = TestCertificate.Create();
        using RSA key = other.GetRSAPrivateKey()!;
        _scene.Write("client.pem", $"{other.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}");

        (await _scene.RefusalAsync(Application("client-certificate", ("client_certificate", "client.pem"))))
            .ShouldContain("AADSTS700027");
    }

    [Fact]
    public async Task Certificate_ClocksAreFarApart_SaysToCheckTheClock()
    {
        _scene.Azure.Skew = TimeSpan.FromHours(1);
        _scene.Write("client.pem", _scene.Azure.ClientCertificatePem);

        (await _scene.RefusalAsync(Application("client-certificate", ("client_certificate", "client.pem"))))
            .ShouldEndWith("(AADSTS700024: Client assertion is not within its valid time range.). "
                + "Check the clock of this machine");
    }

    [Fact]
    public async Task Certificate_CannotBeUsed_SaysWhy()
    {
        using X509Certificate2 expired = TestCertificate.Create(DateTimeOffset.UtcNow.AddHours(-1));
        using RSA key = expired.GetRSAPrivateKey()!;
        _scene.Write("expired.pem", $"{expired.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}");
        _scene.Write("public.pem", expired.ExportCertificatePem());
        _scene.Write("text.pem", "hunter2");
        _scene.Write("client.pfx", _scene.Azure.ClientCertificate.Export(X509ContentType.Pkcs12, "hunter2"));
        Task<string> AskAsync(string file) =>
            _scene.RefusalAsync(Application("client-certificate", ("client_certificate", file)));
        string NameOf(string file) => $"client_certificate {_scene.PathOf(file)}";
        const string Unreadable =
            "is not a certificate with a private key in PEM or PKCS #12 that client_certificate_password opens";

        (await AskAsync("none.pem")).ShouldBe($"{NameOf("none.pem")} does not exist");
        (await AskAsync("expired.pem")).ShouldBe($"{NameOf("expired.pem")} has expired");
        (await AskAsync("public.pem")).ShouldBe($"{NameOf("public.pem")} {Unreadable}");
        (await AskAsync("text.pem")).ShouldBe($"{NameOf("text.pem")} {Unreadable}");
        (await AskAsync("client.pfx")).ShouldBe($"{NameOf("client.pfx")} {Unreadable}");
        _scene.Azure.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GitHub_TokenIsExchanged_AndSetUntilItExpires()
    {
        SetGitHub();

        CredentialResult result = await _scene.AskAsync(Application("github-oidc"));

        Dictionary<string, string> variables = VariablesOf(result);
        variables["ARM_OIDC_TOKEN"].Split('.').Length.ShouldBe(3);
        variables["ARM_USE_OIDC"].ShouldBe("true");
        variables["AZURE_CLIENT_ID"].ShouldBe(AzureEndpoint.ClientId);
        result.LifetimeSeconds.ShouldBeInRange(280, 300);
        _scene.Azure.Requests.ShouldBe(["GET /github", ManagementToken]);
    }

    [Fact]
    public async Task GitHub_IsNotThere_SaysSo()
    {
        (await _scene.RefusalAsync(Application("github-oidc"))).ShouldContain("this is not a job of GitHub Actions");

        _scene.Azure.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task GitHub_WrongAudience_SaysToCheckTheFederatedCredential()
    {
        SetGitHub();

        (await _scene.RefusalAsync(Application("github-oidc", ("audience", "other"))))
            .ShouldEndWith("Check the federated credential of the application: issuer, subject and audience");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(AzureEndpoint.MachineClientId)]
    public async Task Machine_HasAnIdentity_IsUsed(string? client)
    {
        _scene.User["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = _scene.Azure.PlainAddress;

        CredentialResult result = await AskMachineAsync(client);

        Dictionary<string, string> variables = VariablesOf(result);
        variables["ARM_USE_MSI"].ShouldBe("true");
        variables["ARM_CLIENT_ID"].ShouldBe(client ?? "");
        variables.GetValueOrDefault("AZURE_CLIENT_ID").ShouldBe(client);
        _scene.Azure.Requests.ShouldBe(["GET /metadata/identity/oauth2/token"]);
    }

    [Fact]
    public async Task Machine_OfAppService_IsAskedWithItsHeader()
    {
        _scene.User["IDENTITY_ENDPOINT"] = $"{_scene.Azure.PlainAddress}/msi/token";
        _scene.User["IDENTITY_HEADER"] = AzureEndpoint.IdentityHeader;

        VariablesOf(await AskMachineAsync());

        _scene.Azure.Requests.ShouldBe(["GET /msi/token"]);
    }

    [Fact]
    public async Task Machine_HasNotThisIdentity_SaysSo()
    {
        _scene.User["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = _scene.Azure.PlainAddress;

        (await AskMachineAsync(AzureEndpoint.ClientId)).Refusal!
            .ShouldEndWith(
                "answered with 400 (Identity not found). Check that the machine has this identity, and client_id");
    }

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("169.254.169.254")]
    [Trait("Category", "Hostile")]
    public async Task Machine_ServiceElsewhere_IsNotAsked(string address)
    {
        _scene.User["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = address;

        (await AskMachineAsync()).Refusal.ShouldBe(
            "AZURE_POD_IDENTITY_AUTHORITY_HOST must be an address of this machine, or one that begins with https");
    }

    [Fact]
    public async Task Machine_AnswersOtherwise_SaysThatItIsNotAzure()
    {
        _scene.User["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = _scene.Azure.PlainAddress;
        _scene.Azure.Failures.Enqueue(new AzureAnswer(200, "<html>hunter2</html>"));

        string refusal = (await AskMachineAsync()).Refusal!;

        refusal.ShouldContain("is not from a managed identity service");
        refusal.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Variables_OfKeyVault_AreRead()
    {
        CredentialResult result = await _scene.AskAsync(WithSecrets(("DB_PASSWORD", "password")));

        VariablesOf(result)["DB_PASSWORD"].ShouldBe("hunter2-password");
        result.LifetimeSeconds.ShouldBe(0);
        _scene.Azure.Requests.ShouldBe([ManagementToken, VaultToken, "GET /secrets/password"]);
    }

    [Theory]
    [InlineData("missing", "404 SecretNotFound (A secret", "). Check the name and the version of the secret")]
    [InlineData("forbidden", "403 ForbiddenByRbac (Caller", "). Give the identity the role 'Key Vault Secrets User'")]
    [InlineData("disabled", "403 SecretDisabled (Operation", "). Enable the secret, or name a version of it that is")]
    public async Task Variables_AreRefused_SaysWhy_AndSetsNothing(string name, string reason, string advice)
    {
        string refusal = await _scene.RefusalAsync(WithSecrets(("A", "password"), ("B", name)));

        refusal.ShouldStartWith($"Key Vault answered {_scene.Azure.Address}/secrets/{name} with {reason}");
        refusal.ShouldContain(advice);
    }

    [Fact]
    public async Task Variables_VaultOfAnotherTenant_NamesIt()
    {
        _scene.Azure.VaultTenant = "66666666-6666-6666-6666-666666666666";

        (await _scene.RefusalAsync(WithSecrets(("A", "password")))).ShouldEndWith(
            "The vault belongs to the tenant 66666666-6666-6666-6666-666666666666: set tenant");
    }

    // A repository must not get a token of the user by an address of its own.
    [Theory]
    [InlineData("https://example.com/secrets/a")]
    [InlineData("https://vault.azure.net.example.com/secrets/a")]
    [InlineData("https://evilvault.azure.net@example.com/secrets/a")]
    [InlineData("https://a.b.vault.azure.net/secrets/a")]
    [InlineData("https://a.vault.azure.net:8443/secrets/a")]
    [InlineData("https://a.vault.azure.cn/secrets/a")]
    [InlineData("http://a.vault.azure.net/secrets/a")]
    [InlineData("https://a.vault.azure.net/secrets/a?b=c")]
    [InlineData("https://a.vault.azure.net/keys/a")]
    [InlineData("https://a.vault.azure.net/secrets/a/b/c")]
    [InlineData("https://a.vault.azure.net/secrets/..%2fkeys")]
    [InlineData("a")]
    [Trait("Category", "Hostile")]
    public async Task Variables_AddressIsNotOfKeyVault_GetsNoRequest(string address)
    {
        (await _scene.RefusalAsync(Application("client-secret", ("variables", $$"""{"A":"{{address}}"}"""))))
            .ShouldBe("variables.A must be the address of a secret of Key Vault, such as "
                + "https://example.vault.azure.net/secrets/password");

        _scene.Azure.Requests.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Variables_VaultOnThisMachine_GetsNoTokenOfTheRealEntra()
    {
        string address = $"{_scene.Azure.Address}/secrets/password";
        _scene.User.Remove("AZURE_AUTHORITY_HOST");

        (await _scene.RefusalAsync(Application("client-secret", ("variables", $$"""{"A":"{{address}}"}"""))))
            .ShouldStartWith("variables.A must be the address of a secret of Key Vault");

        _scene.Azure.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tokens_AreSet_AndRenewedAWindowBeforeTheFirstExpires()
    {
        CredentialResult result = await _scene.AskAsync(Application(
            "client-secret",
            ("tokens", """{"GRAPH":"https://graph.microsoft.com/.default","DEVOPS":"499b84ac-1321/.default"}""")));

        Dictionary<string, string> variables = VariablesOf(result);
        _scene.Azure.IsTokenFor(variables["GRAPH"], "https://graph.microsoft.com").ShouldBeTrue();
        _scene.Azure.IsTokenFor(variables["DEVOPS"], "499b84ac-1321").ShouldBeTrue();
        result.LifetimeSeconds.ShouldBeInRange(3280, 3300);
    }

    [Fact]
    public async Task Tokens_ShortLifetime_AreRenewedAtItsHalf()
    {
        _scene.Azure.TokenLifetime = TimeSpan.FromMinutes(8);

        CredentialResult result = await _scene.AskAsync(
            Application("client-secret", ("tokens", """{"GRAPH":"https://graph.microsoft.com/.default"}""")));

        result.LifetimeSeconds.ShouldBeInRange(220, 240);
    }

    [Fact]
    public async Task Tokens_ScopeDoesNotExist_SaysSo_AndSetsNothing() =>
        (await _scene.RefusalAsync(
            Application("client-secret", ("tokens", """{"A":"https://missing.example.com/.default"}"""))))
            .ShouldEndWith("(AADSTS500011: The resource principal named https://missing.example.com was not found.). "
                + "Check the scope in tokens");

    [Theory]
    [InlineData(429, "{}", "Entra ID does not log in the application *: 429. It limits requests; try again in 7 s")]
    [InlineData(
        429,
        """{"error":"temporarily_unavailable","error_description":"AADSTS90033: A transient error."}""",
        "*: 429 temporarily_unavailable (AADSTS90033: A transient error.). It limits requests; try again in 7 s")]
    [InlineData(503, "<html>hunter2</html>", "*: 503. Try again later")]
    [InlineData(500, "", "*: 500. Try again later")]
    [InlineData(
        403,
        "<html>hunter2</html>",
        "Entra ID cannot be asked to log in the application *: the answer is not from Entra ID. Check "
            + "AZURE_AUTHORITY_HOST, and proxies")]
    [InlineData(200, "<html>hunter2</html>", "*the answer is not from Entra ID*")]
    [InlineData(200, "{}", "*the answer is not from Entra ID*")]
    [InlineData(200, """{"access_token":"hunter2"}""", "*the answer is not from Entra ID*")]
    [InlineData(302, "", "*the answer is not from Entra ID*")]
    [InlineData(
        401,
        """{"error":"invalid_client","error_description":"@ is wrong"}""",
        "*: 401 invalid_client (%%% is wrong)")]
    [InlineData(
        400,
        """{"error":"invalid_grant","error_description":"\u001b[31m@"}""",
        @"*: 400 invalid_grant (\u001b[31m%%%)")]
    [InlineData(400, """{"error":"invalid_request"}""", "*: 400 invalid_request")]
    public async Task Server_Fails_IsReported_WithoutItsAnswer(int status, string body, string pattern)
    {
        // The library tries once more after an error of the server.
        for (int i = 0; i < 2; i++)
        {
            _scene.Azure.Failures.Enqueue(new AzureAnswer(status, body)
            {
                Headers = status == 429 ? new() { ["Retry-After"] = "7" } : null,
            });
        }

        string refusal = await _scene.RefusalAsync(Application("client-secret"));

        refusal.ShouldMatch("^" + Wildcard(pattern) + "$");
        refusal.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Server_IsNotTrusted_SaysSo()
    {
        _scene.User.Remove("REQUESTS_CA_BUNDLE");

        (await _scene.RefusalAsync(Application("client-secret")))
            .ShouldStartWith($"Entra ID cannot be asked to log in the application {AzureEndpoint.ClientId}: ");
        _scene.Azure.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Server_IsNotThere_SaysSo()
    {
        _scene.User["AZURE_AUTHORITY_HOST"] = "https://127.0.0.1:1";

        (await _scene.RefusalAsync(Application("client-secret"))).ShouldContain("Connection refused");
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://login.example.com/")]
    [InlineData("login.microsoftonline.com")]
    [InlineData("https://login.example.com/tenant")]
    [InlineData("https://a@login.example.com/")]
    public async Task Server_OfTheUserIsNotEncrypted_IsRefused(string address)
    {
        _scene.User["AZURE_AUTHORITY_HOST"] = address;

        (await _scene.RefusalAsync(Application("client-secret"))).ShouldStartWith(
            "AZURE_AUTHORITY_HOST must be the address of a server that begins with https");
    }

    // Their own servers are not asked: the user's variable names another one.
    [Theory]
    [InlineData("usgovernment", "https://management.usgovcloudapi.net")]
    [InlineData("china", "https://management.chinacloudapi.cn")]
    public async Task Environment_IsAnotherCloud_AsksForItsResourceManager(string environment, string resource)
    {
        Dictionary<string, string> variables = VariablesOf(
            await _scene.AskAsync(Application("client-secret", ("environment", environment))));

        variables["ARM_ENVIRONMENT"].ShouldBe(environment);
        variables["AZURE_AUTHORITY_HOST"].ShouldBe($"{_scene.Azure.Address}/");
        _scene.Azure.Requests.ShouldBe([$"client_credentials {resource}/.default"]);
    }

    private static string Wildcard(string pattern) =>
        System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)
            .Replace("%%%", @"\*\*\*", StringComparison.Ordinal);

    private (string Key, string Value)[] WithSecrets(params (string Variable, string Name)[] secrets) => Application(
        "client-secret",
        (
            "variables",
            "{" + string.Join(
                ',',
                secrets.Select(secret =>
                    $"\"{secret.Variable}\":\"{_scene.Azure.Address}/secrets/{secret.Name}\"")) + "}"));

    private Task<CredentialResult> AskMachineAsync(string? client = null) => _scene.AskAsync(
        client is null ? [("login", "managed-identity")] : [("login", "managed-identity"), ("client_id", client)]);

    private void SetGitHub()
    {
        _scene.User["ACTIONS_ID_TOKEN_REQUEST_URL"] = $"{_scene.Azure.PlainAddress}/github?api-version=2.0";
        _scene.User["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = AzureEndpoint.GitHubBearer;
    }
}
