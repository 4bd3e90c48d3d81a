namespace P5.Host.Tests;

/// <summary>What a check looks for on the machine: what settings of built-in sources name.</summary>
public sealed class SourceNotAvailableTests : IAsyncDisposable
{
    private const string Application =
        "tenant = 'example.com'\nclient_id = '00000000-0000-0000-0000-000000000001'";

    private readonly TestHost _host = new(options => options with { PassphraseIterations = 1 });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("pulumi", "passphrase = 'secret:a'", "passphrase names secret 'a', and the credential store is off.")]
    [InlineData("pulumi", "passphrase = 'pass:a'", "passphrase in config names a command that cannot be run: no ")]
    [InlineData(
        "pulumi", "access_token = ['./gone', 'a']", "access_token in config names a command that cannot be run: '")]
    [InlineData("pulumi", "login = 'oidc'\norg = 'a'\ntoken_file = 'gone'", "token_file names the file ")]
    [InlineData("command", "command = ['gone-program']", "command in config names a command that cannot be run: no ")]
    [InlineData("env", "cmd = './gone'", "cmd in config names a command that cannot be run: '")]
    [InlineData("env", "command = ['./gone']", "command in config names a command that cannot be run: '")]
    [InlineData(
        "env",
        "sources = [{ cmd = 'gone-program' }]",
        "sources[0].cmd in config names a command that cannot be run: no folder on PATH contains an executable ")]
    [InlineData("env", "cmd = './a'\ndir = 'gone'", "dir names the folder of a command, but ")]
    [InlineData("command", "command = ['./a']\ndir = 'gone'", "dir names the folder of a command, but ")]
    [InlineData("aws", "profile = 'gone'", "the profile gone, which profile names, is in neither ")]
    [InlineData("aws", "region = 'eu-west-1'", "there is no profile to use: ")]
    [InlineData(
        "aws",
        "sso_account_id = '123456789012'\nsso_role_name = 'a'\nsso_session = 'gone'",
        "[sso-session gone], which sso_session names, is not in ")]
    [InlineData("vault", "variables = { A = 'b#c' }", "no server is known; set address in config, or VAULT_ADDR.")]
    [InlineData("azure", "environment = 'public'", "Azure CLI az cannot be run: ")]
    [InlineData(
        "azure", $"login = 'client-secret'\n{Application}", "no secret is known; set client_secret in config, or ")]
    [InlineData("azure", $"login = 'github-oidc'\n{Application}", "ACTIONS_ID_TOKEN_REQUEST_URL and ")]
    [InlineData(
        "azure",
        "login = 'managed-identity'\nvariables = { A = 'https://127.0.0.1/secrets/b' }",
        "variables.A must be the address of a secret of Key Vault")]
    public void Check_WhatASettingNamesIsNotThere_IsAWarningAtIt(string source, string settings, string message)
    {
        _host.Environment.SetVariable("PATH", _host.Workspace.PathOf("empty"));
        foreach (string name in new[]
            {
                "AWS_PROFILE", "VAULT_ADDR", "AZURE_AUTHORITY_HOST", "AZURE_CLIENT_SECRET",
                "ACTIONS_ID_TOKEN_REQUEST_URL",
            })
        {
            _host.Environment.SetVariable(name, "");
        }

        _host.Environment.SetVariable("AWS_CONFIG_FILE", _host.Workspace.PathOf("none"));
        _host.Environment.SetVariable("AWS_SHARED_CREDENTIALS_FILE", _host.Workspace.PathOf("none"));
        _host.Workspace.Write("p5.toml", $"[plugins.{source}.config]\n{settings}\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Severity.ShouldBe(DiagnosticSeverity.Warning);
        finding.Id.ShouldBe(DiagnosticIds.SourceNotAvailable);
        finding.Message.ShouldStartWith($"Plugin '{source}': {message}");
        finding.Line.ShouldNotBeNull();
        new ConfigurationChecker().Check(_host.Workspace.Root, stackName: null).ShouldBeEmpty("it is not in the files");
    }

    [Theory]
    [InlineData("http://login.example.com/")]
    [InlineData("login.microsoftonline.com")]
    public void Check_ServerOfTheUserCannotBeUsed_IsAWarning(string address)
    {
        _host.Environment.SetVariable("AZURE_AUTHORITY_HOST", address);
        _host.Write("[plugins.azure.config]\nlogin = 'managed-identity'\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Id.ShouldBe(DiagnosticIds.SourceNotAvailable);
        finding.Message.ShouldStartWith("Plugin 'azure': AZURE_AUTHORITY_HOST must be the address of a server");
        finding.Fix.ShouldBe("Correct AZURE_AUTHORITY_HOST in your environment.");
    }

    [Fact]
    public void Check_AzureHasWhatItsLoginNeeds_FindsNothing()
    {
        _host.Environment.SetVariable("AZURE_AUTHORITY_HOST", "https://127.0.0.1:1/");
        _host.Environment.SetVariable("AZURE_CLIENT_SECRET", "hunter2");
        _host.Write(
            $"[plugins.azure.config]\nlogin = 'client-secret'\n{Application}\n"
            + "variables = { A = 'https://127.0.0.1/secrets/b' }\n");

        Check().ShouldBeEmpty();
    }

    [Fact]
    public void Check_SecretWhileTheStoreIsOff_SaysHowToTurnItOn()
    {
        _host.Write("[plugins.pulumi.config]\npassphrase = 'secret:a'\n");

        Check().ShouldHaveSingleItem().Fix.ShouldBe("Run Enable-P5CredentialStore or 'p5env store enable'.");
    }

    [Fact]
    public async Task Check_SecretOfTheWorkspace_IsFoundWithoutTheKey()
    {
        await SetAsync(_host.Workspace.Root);
        _host.Write("[plugins.pulumi.config]\npassphrase = 'secret:mine'\n");

        Check().ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_SecretThatIsMissingOrForAnotherFolder_SaysSo()
    {
        Directory.CreateDirectory(_host.Workspace.PathOf("other"));
        await SetAsync(_host.Workspace.PathOf("other"));
        _host.Write("[plugins.pulumi.config]\npassphrase = 'secret:mine'\naccess_token = 'secret:gone'\n");

        Check().Select(finding => (finding.Line, finding.Message)).ShouldBe(
        [
            (2, $"Plugin 'pulumi': passphrase names secret 'mine', which is not for {_host.Workspace.Root}."),
            (3, "Plugin 'pulumi': access_token names secret 'gone', which the credential store does not have."),
        ]);
    }

    // Every command says so, because the stack would be used without these credentials.
    [Fact]
    public void Load_StackConfiguresABuiltInSourceThatIsNotConfigured_Warns()
    {
        _host.Write("[plugins.env.config]\ntype = 'static'\nvars = { A = 'b' }\n");
        _host.Workspace.Write("Pulumi.yaml", "name: x\n");
        _host.WriteStack("dev", "config:\n  p5:plugins:\n    aws: {profile: a}\n    k9s: {a: b}\n    other: {a: b}\n");

        ConfigurationDiagnostic warning = _host.Load().Warnings.ShouldHaveSingleItem();

        warning.Id.ShouldBe(DiagnosticIds.StackPluginUnknown);
        warning.Line.ShouldBe(3);
        warning.Fix.ShouldStartWith("Add [plugins.aws] to p5.toml");
    }

    private IReadOnlyList<ConfigurationDiagnostic> Check() =>
        new ConfigurationChecker(host: _host.Host).Check(_host.Workspace.Root, stackName: null);

    private async Task SetAsync(string folder)
    {
        static Task<string?> AskAsync(string prompt, CancellationToken cancellationToken) =>
            Task.FromResult<string?>("open sesame");

        await _host.Host.Store.EnableAsync(TestStore.Backend, AskAsync, CancellationToken.None);
        await _host.Host.Store.Secrets.SetAsync(
            "mine", "hunter2", [folder], force: false, AskAsync, CancellationToken.None);
    }
}
