namespace P5.Host.Tests;

/// <summary>
/// Servers that fail, for each built-in source with a server: the whole message, and that no variable is set.
/// </summary>
public sealed class ServerFaultTests : IAsyncLifetime
{
    private const string Aws = "aws";
    private const string Pulumi = "pulumi";
    private const string Vault = "vault";

    private const string OfAws = "assume the role arn:aws:iam::123456789012:role/deploy";
    private const string Advice = "Check the endpoint, and proxies";
    private const string NotOfAws = $"AWS cannot be asked to {OfAws}: the answer is not from AWS. {Advice}";

    private const string OfPulumi = "@/ answered the exchange of the token with";
    private const string NotOfPulumi = "the answer of @/ is not a JSON object, so it is not from Pulumi Cloud";
    private const string OfVault = "Vault answered secret/data/app with";
    private const string NotOfVault = "the answer to secret/data/app is not from Vault: it is not a JSON object";

    private readonly TestHost _host = new();

    public ValueTask InitializeAsync()
    {
        _host.Environment.SetVariable("VAULT_TOKEN", "hunter2-token");
        _host.Environment.SetVariable("VAULT_CACERT", "");
        _host.Environment.SetVariable("AWS_CA_BUNDLE", "");
        _host.Environment.SetVariable("AWS_MAX_ATTEMPTS", "1");
        _host.Environment.SetVariable("AWS_CONFIG_FILE", _host.Workspace.PathOf("none"));
        _host.Environment.SetVariable(
            "AWS_SHARED_CREDENTIALS_FILE",
            _host.Workspace.Write(
                "credentials", "[default]\naws_access_key_id = AKIA\naws_secret_access_key = hunter2\n"));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // A status that is not a success.
    [Theory]
    [InlineData(Aws, 500, "", $"AWS does not {OfAws}: 500. Try again in 7 s")]
    [InlineData(Pulumi, 500, "", $"{OfPulumi} 500. Try again in 7 s")]
    [InlineData(Vault, 500, "", $"{OfVault} 500. Try again in 7 s")]
    [InlineData(Aws, 500, "<html>", $"AWS does not {OfAws}: 500. Try again in 7 s")]
    [InlineData(Pulumi, 500, "<html>", $"{OfPulumi} 500. Try again in 7 s")]
    [InlineData(Vault, 500, "<html>", $"{OfVault} 500. Try again in 7 s")]
    [InlineData(Aws, 429, "", $"AWS does not {OfAws}: 429. It limits requests; try again in 7 s")]
    [InlineData(Pulumi, 429, "", $"{OfPulumi} 429. It limits requests; try again in 7 s")]
    [InlineData(Vault, 429, "", $"{OfVault} 429. It limits requests; try again in 7 s")]
    [InlineData(Aws, 503, "", $"AWS does not {OfAws}: 503. Try again in 7 s")]
    [InlineData(Pulumi, 503, "", $"{OfPulumi} 503. Try again in 7 s")]
    [InlineData(Vault, 503, "", $"{OfVault} 503. The server is sealed or in maintenance; try again in 7 s")]
    [InlineData(Aws, 404, "{}", $"AWS does not {OfAws}: 404. The answer is not from AWS. {Advice}")]
    [InlineData(Pulumi, 404, "{}", $"{OfPulumi} 404. It is not Pulumi Cloud: check backend or api")]
    [InlineData(
        Vault,
        404,
        "{}",
        $"{OfVault} 404. Nothing is there: check the path; the key-value store's version 2 has data after the mount, "
            + "as in secret/data/app")]
    [InlineData(Aws, 302, "", $"AWS does not {OfAws}: 302. The answer is not from AWS. {Advice}")]
    [InlineData(
        Pulumi,
        302,
        "",
        $"{OfPulumi} 302. It redirects to https://other.example.com/; set that address")]
    [InlineData(
        Vault,
        302,
        "",
        $"{OfVault} 302. The server redirects to https://other.example.com/; set that address")]
    public async Task Status_NotASuccess_IsReported(string source, int status, string body, string message)
    {
        string more = status == 302 ? "Location: https://other.example.com/\r\n" : "Retry-After: 7\r\n";
        await using var server = FaultyServer.Answering(status, body, more);

        await RefusesAsync(source, server.Address, message);
    }

    // A success that is not an answer of the service.
    [Theory]
    [InlineData(Aws, "", NotOfAws)]
    [InlineData(Pulumi, "", NotOfPulumi)]
    [InlineData(Vault, "", "Vault's secret secret/data/app has no fields")]
    [InlineData(Aws, "<html>hunter2</html>", NotOfAws)]
    [InlineData(Pulumi, "<html>hunter2</html>", NotOfPulumi)]
    [InlineData(
        Vault, "<html>hunter2</html>", NotOfVault)]
    [InlineData(Aws, "{\"hunter2\":", NotOfAws)]
    [InlineData(Pulumi, "{\"hunter2\":", NotOfPulumi)]
    [InlineData(Vault, "{\"hunter2\":", NotOfVault)]
    [InlineData(Aws, "<AssumeRoleResponse><AssumeRoleResult><Credentials>hunter2", NotOfAws)]
    [InlineData(Pulumi, "{\"access_token\":[\"hunter2\"],\"expires_in\":9}", "the answer of @/ has no access_token")]
    [InlineData(Vault, "{\"data\":[\"hunter2\"]}", "Vault's secret secret/data/app has no fields")]
    [InlineData(Aws, "[]", NotOfAws)]
    [InlineData(
        Pulumi,
        "{\"access_token\":\"hunter2\",\"expires_in\":\"9\"}",
        "the answer of @/ has no expires_in, a number of seconds that is more than zero")]
    [InlineData(
        Vault,
        "{\"data\":{\"other\":\"hunter2\"}}",
        "Vault's secret secret/data/app has no field user; it has other")]
    public async Task Body_OfAnotherForm_IsReported(string source, string body, string message)
    {
        await using var server = FaultyServer.Answering(200, body, "Content-Type: text/html\r\n");

        await RefusesAsync(source, server.Address, message);
    }

    [Theory]
    [InlineData(Aws, NotOfAws)]
    [InlineData(Pulumi, "the answer of @/ is larger than 1 MiB")]
    [InlineData(Vault, "Vault's answer to secret/data/app is larger than 1 MiB")]
    public async Task Body_IsHuge_IsReported(string source, string message)
    {
        await using var server = FaultyServer.Answering(200, new string(' ', 2 * 1024 * 1024));

        await RefusesAsync(source, server.Address, message);
    }

    [Theory]
    [InlineData(Aws, NotOfAws)]
    [InlineData(Pulumi, "@/ cannot be reached: The response ended prematurely. (ResponseEnded)")]
    [InlineData(Vault, "Vault at @/ cannot be reached: The response ended prematurely. (ResponseEnded)")]
    public async Task Answer_IsCutOff_IsReported(string source, string message)
    {
        await using var server = FaultyServer.Sending("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"hunter2\":");

        await RefusesAsync(source, server.Address, message);
    }

    [Theory]
    [InlineData(Aws, $"AWS cannot be asked to {OfAws}: ")]
    [InlineData(Pulumi, "@/ cannot be reached: ")]
    [InlineData(Vault, "Vault at @/ cannot be reached: ")]
    public async Task Connection_IsClosed_IsReported(string source, string message)
    {
        await using var server = FaultyServer.Sending("");

        await RefusesAsync(source, server.Address, message + "The response ended prematurely. (ResponseEnded)");
    }

    [Theory]
    [InlineData(Aws, $"AWS cannot be asked to {OfAws}: ")]
    [InlineData(Pulumi, "@/ cannot be reached: ")]
    [InlineData(Vault, "Vault at @/ cannot be reached: ")]
    public async Task Answer_IsNotHttp_IsReported(string source, string message)
    {
        await using var server = FaultyServer.Sending("220 mail ESMTP\r\n");

        await RefusesAsync(
            source, server.Address, message + "Received an invalid status line: '220 mail ESMTP'.");
    }

    [Theory]
    [InlineData(Aws, $"AWS cannot be asked to {OfAws}: ")]
    [InlineData(Pulumi, "@/ cannot be reached: ")]
    [InlineData(Vault, "Vault at @/ cannot be reached: ")]
    public async Task Server_HasNoTls_IsReported(string source, string message)
    {
        await using var server = FaultyServer.Answering(200, "{}");
        string address = server.Address.Replace("http:", "https:", StringComparison.Ordinal);

        await RefusesAsync(
            source, address, message + "Cannot determine the frame size or a corrupted frame was received.");
    }

    [Theory]
    [InlineData(Aws)]
    [InlineData(Pulumi)]
    [InlineData(Vault)]
    public async Task Server_IsSlow_EndsWithTheTimeout(string source)
    {
        await using var server = FaultyServer.Silent();
        Configure(source, server.Address);
        var options = new AuthenticationOptions { Timeout = TimeSpan.FromSeconds(5) };

        Task<AuthenticationResult> asked = _host.AskOneAsync(options: options);
        await server.Asked.WaitAsync(TestTimeout.Default);
        _host.Clock.Advance(TimeSpan.FromSeconds(5));
        AuthenticationResult result = await asked;

        result.Error!.ErrorId.ShouldBe(ErrorIds.PluginTimeout);
        result.Error.Message.ShouldBe($"Plugin '{source}' did not answer within 5 s.");
        result.Credential.ShouldBeNull();
    }

    private async Task RefusesAsync(string source, string address, string message)
    {
        Configure(source, address);

        AuthenticationResult result = await _host.AskOneAsync();

        result.Error!.ErrorId.ShouldBe(ErrorIds.AuthenticationFailed);
        result.Error.Message.ShouldBe(
            $"Plugin '{source}' could not authenticate: {message.Replace("@", address, StringComparison.Ordinal)}");
        result.Credential.ShouldBeNull();
        _host.Host.Credentials.List().ShouldBeEmpty();
    }

    private void Configure(string source, string address)
    {
        _host.Environment.SetVariable("AWS_ENDPOINT_URL", address);
        _host.Workspace.Write("token", "hunter2.identity.token");
        _host.Write($"[plugins.{source}.config]\n" + source switch
        {
            Aws => "region = 'eu-west-1'\nrole_arn = 'arn:aws:iam::123456789012:role/deploy'\n",
            Pulumi => $"api = '{address}'\nlogin = 'oidc'\norg = 'acme'\ntoken_file = 'token'\n",
            _ => $"address = '{address}'\nvariables = {{ USER = 'secret/data/app#user' }}\n",
        });
    }
}
