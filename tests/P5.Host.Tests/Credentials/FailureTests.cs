namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class FailureTests
{
    /// <summary>
    /// One plugin for each way to fail, and a good one, all at once: each failure is reported, and none hides another.
    /// </summary>
    [Fact]
    public async Task Authenticate_EveryFailure_HasItsIdAndHidesNoOther()
    {
        await using var test = new TestHost();
        test.Clock.SetToSystemClock();
        Dictionary<string, (string Toml, string ErrorId)> plugins = new()
        {
            ["no-cmd"] = ("", ErrorIds.PluginNotFound),
            ["missing"] = ("cmd = './missing'", ErrorIds.PluginNotFound),
            ["not-on-path"] = ("cmd = 'p5-no-such-command'", ErrorIds.PluginNotFound),
            ["nul"] = ("cmd = \"./a\\u0000b\"", ErrorIds.PluginNotFound),
            ["folder"] = ("cmd = './pids'", ErrorIds.PluginNotFound),
            ["no-plugin"] = (Faulty("exit-before-handshake"), ErrorIds.PluginStartFailed),
            ["ends-at-once"] = (Faulty("exit-zero"), ErrorIds.PluginStartFailed),
            ["chatty"] = (Faulty("garbage-line"), ErrorIds.PluginHandshakeInvalid),
            ["nothing-listens"] = (Faulty("dead-socket"), ErrorIds.PluginHandshakeInvalid),
            ["elsewhere"] = (Faulty("not-loopback"), ErrorIds.PluginHandshakeInvalid),
            ["other-certificate"] = (
                $"{Faulty("wrong-certificate")}\nmtls = 'always'", ErrorIds.PluginHandshakeInvalid),
            ["old-core"] = (Faulty("old-core"), ErrorIds.PluginProtocolUnsupported),
            ["version-7"] = (Faulty("wrong-app-version"), ErrorIds.PluginProtocolUnsupported),
            ["netrpc"] = (Faulty("netrpc"), ErrorIds.PluginProtocolUnsupported),
            ["not-encrypted"] = ($"{Faulty("good")}\nmtls = 'always'", ErrorIds.PluginProtocolUnsupported),
            ["grpc-error"] = (Faulty("error-status"), ErrorIds.PluginRpcFailed),
            ["no-answer"] = (Faulty("wrong-message"), ErrorIds.PluginRpcFailed),
            ["answers-twice"] = (Faulty("two-messages"), ErrorIds.PluginRpcFailed),
            ["cuts-off"] = (Faulty("cut-connection"), ErrorIds.PluginCrashed),
            ["exits"] = (Faulty("exit-in-call"), ErrorIds.PluginCrashed),
            ["checksum"] = ($"@recorder\nsha256 = '{new string('0', 64)}'", ErrorIds.PluginChecksumMismatch),
            ["crashes"] = ("@recorder\nconfig = { crash = '3' }", ErrorIds.PluginCrashed),
            ["throws"] = ("@recorder\nconfig = { throw = 'out of luck' }", ErrorIds.PluginRpcFailed),
            ["refuses"] = ("@recorder\nconfig = { fail = 'log in first' }", ErrorIds.AuthenticationFailed),
        };
        if (Wine.IsRunning)
        {
            // Wine has neither the keys of the first two nor the Unix socket of the last one.
            plugins.Remove("other-certificate");
            plugins.Remove("not-encrypted");
            plugins.Remove("nothing-listens");
        }

        test.Write($"order = ['env', 'refuses']\n[plugins.env]\n{test.FaultyVariables}\n[plugins.good]\n@recorder\n"
            + $"config = {{ 'env.GOOD' = '1' }}\n"
            + string.Concat(plugins.Select(pair => $"[plugins.{pair.Key}]\n{pair.Value.Toml}\n")));

        IReadOnlyList<AuthenticationResult> results = await test.AskAsync();

        results.Where(result => result.Error is not null)
            .ToDictionary(result => result.PluginName, result => result.Error!.ErrorId)
            .ShouldBe(plugins.ToDictionary(pair => pair.Key, pair => pair.Value.ErrorId), ignoreOrder: true);
        results.Single(result => result.PluginName == "good").Variables()["GOOD"].ShouldBe("1");
        foreach (AuthenticationResult result in results.Where(result => result.Error is not null))
        {
            result.Error!.PluginName.ShouldBe(result.PluginName);
            result.Error.Message.ShouldContain($"'{result.PluginName}'");
            result.Error.RecommendedAction.ShouldNotBeEmpty();
            result.Credential.ShouldBeNull();
        }

        Message("refuses").ShouldContain("log in first");
        Message("throws").ShouldContain("out of luck");
        Message("no-plugin").ShouldContain("no configuration found");
        // Not with its exit code: with so many plugins at once, the connection can end long before the process.
        Message("crashes").ShouldContain(" during the call ");
        Message("missing").ShouldContain(test.Workspace.PathOf("p5.toml"));

        string Message(string plugin) => results.Single(result => result.PluginName == plugin).Error!.Message;
    }

    [Fact]
    public async Task Authenticate_ScriptWithoutRunBit_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no run bit.");
        await using TestHost test = new TestHost().Write("[plugins.script]\ncmd = './script'\n");
        test.Workspace.Write("script", "#!/bin/sh\n");

        P5Exception error = (await test.AskOneAsync()).Error!;

        error.ErrorId.ShouldBe(ErrorIds.PluginNotFound);
        error.Message.ShouldContain("has no execute bit");
    }

    [Fact]
    public async Task Authenticate_FileThatIsNotAProgram_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes a file for a program by its extension.");
        await using TestHost test = new TestHost().Write("[plugins.text]\ncmd = './text'\n");
        test.Workspace.WriteExecutable("text", "This is not a program.\n");

        (await test.AskOneAsync()).Error!.ErrorId.ShouldBe(ErrorIds.PluginStartFailed);
    }

    [Fact]
    public async Task Authenticate_SilentPlugin_FailsAfterStartTimeout()
    {
        await using var test = new TestHost();
        test.Write(
            $"order = ['env']\n[plugins.env]\n{test.FaultyVariables}\n[plugins.silent]\n{Faulty("silent")}\n"
            + "start_timeout = '37s'\n");
        Task<IReadOnlyList<AuthenticationResult>> call = test.AskAsync();

        await test.Clock.TimerSetAsync(TimeSpan.FromSeconds(37)).WaitAsync(TestTimeout.Default);
        test.Clock.Advance(TimeSpan.FromSeconds(37));

        P5Exception error = (await call)[1].Error!;
        error.ErrorId.ShouldBe(ErrorIds.PluginStartTimeout);
        error.Message.ShouldContain("37 s");
    }

    [Theory]
    [InlineData("timeout = '9s'", null)]
    [InlineData("timeout = '1h'", 9)] // the caller's counts
    [InlineData("", 9)]
    public async Task Authenticate_NoAnswerInTime_FailsAndKillsThePlugin(string setting, int? timeoutSeconds)
    {
        using var gate = new Gate();
        await using TestHost test = new TestHost()
            .Write($"[plugins.slow]\n@recorder\nconfig = {{ gate = '{gate.Port}' }}\n{setting}\n");
        var options = new AuthenticationOptions { Timeout = timeoutSeconds is { } s ? TimeSpan.FromSeconds(s) : null };
        Task<AuthenticationResult> call = test.AskOneAsync(options: options);
        using Gate.Visitor visitor = await gate.ArrivedAsync();

        test.Clock.Advance(TimeSpan.FromSeconds(9));

        P5Exception error = (await call).Error!;
        error.ErrorId.ShouldBe(ErrorIds.PluginTimeout);
        error.Message.ShouldContain("9 s");
        test.ProcessIds().Where(Processes.IsAlive).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("vars = { 'A=hunter2' = '1' }", ErrorIds.AuthenticationFailed)]
    [InlineData("vars = { A = \"hunter2\\u0000\" }", ErrorIds.EnvironmentInvalid)]
    public async Task Authenticate_ImpossibleVariable_GivesNoCredential(string config, string errorId)
    {
        await using TestHost test = new TestHost().Write($"[plugins.env]\nconfig = {{ {config} }}\n");

        P5Exception error = (await test.AskOneAsync()).Error!;

        error.ErrorId.ShouldBe(errorId);
        error.ToString().ShouldNotContain("hunter2");
        test.Host.Credentials.List().ShouldBeEmpty();
    }

    // A repository would decide what P5 does elsewhere.
    [Theory]
    [InlineData("P5_REATTACH_PLUGINS")]
    [InlineData("P5_STACK")]
    [InlineData("PULUMI_HOME")]
    [InlineData("HOME")]
    [InlineData("USERPROFILE")]
    [InlineData("XDG_STATE_HOME")]
    [InlineData("XDG_RUNTIME_DIR")]
    [InlineData("DBUS_SESSION_BUS_ADDRESS")]
    [InlineData("PASSWORD_STORE_DIR")]
    [InlineData("PASSWORD_STORE_KEY")]
    [InlineData("PASSWORD_STORE_GPG_OPTS")]
    [InlineData("GNUPGHOME")]
    public async Task Authenticate_RepositoryRedirectsP5_IsRefused(string name)
    {
        await using TestHost test = new TestHost().Write("[plugins.env]\nconfig = { path = '.env' }\n");
        test.Workspace.Write(".env", $"{name}=x\n");

        P5Exception error = (await test.AskOneAsync()).Error!;

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.Message.ShouldBe(
            $"Plugin 'env' returned {name}, which redirects P5 itself. A plugin inside the repository, "
                + "or one with arguments, may not set it.");
    }

    [Fact]
    public async Task Authenticate_SettingsOfEnvRedirectP5_NamesTheirPlace()
    {
        await using TestHost test = new TestHost().Write(
            "[plugins.env.config]\nsources = [\n  { type = 'static',\n    vars = { HOME = 'hunter2' } },\n]\n");

        P5Exception error = (await test.AskOneAsync()).Error!;

        error.ErrorId.ShouldBe(ErrorIds.AuthenticationFailed);
        error.Message.ShouldEndWith("sources[0]: vars contains HOME, which would decide what P5 does elsewhere");
        error.RecommendedAction.ShouldEndWith($"sources[0].vars is at {test.Workspace.PathOf("p5.toml")}:4:5.");
    }

    [Theory]
    [InlineData("@outside", "", true)]
    [InlineData("repository/login", "", false)]
    [InlineData("sh", "'repository/login'", false)]
    public async Task Authenticate_PluginRedirectsP5_IsRefusedIfItMayBeOfTheRepository(
        string command, string arguments, bool isAccepted)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a script for sh.");
        await using var test = new TestHost();
        using var elsewhere = new TemporaryFolder();
        test.Write(
            $"[plugins.login]\ncmd = '{command.Replace("@outside", elsewhere.PathOf("login"))}'\nargs = [{arguments}]\n"
            + "config = { 'env.PULUMI_HOME' = '1' }\n");
        string script = $"#!/bin/sh\nexec '{Programs.Recorder}' '{test.Workspace.PathOf("pids")}'\n";
        elsewhere.WriteExecutable("login", script);
        test.Workspace.WriteExecutable("repository/login", script);

        AuthenticationResult result = await test.AskOneAsync();

        (result.Error is null).ShouldBe(isAccepted);
        result.Error?.Message.ShouldContain("PULUMI_HOME, which redirects P5 itself.");
    }

    /// <summary>Commands of the user that inherited it would be killed with the plugin.</summary>
    [Fact]
    public async Task Authenticate_ProgramReturnsTheMarkOfItsProcess_IsLeftOut()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a script for sh.");
        uint user = OperatingSystem.IsWindows() ? 0 : UnixStatus.CurrentUser;
        await using TestHost test = new TestHost().Write($$"""
            [plugins.env.config]
            sources = [
              { cmd = "sh", args = ["-c", "env | grep ^GOPLUGIN_COMMAND_DIR="] },
              { vars = { A = "1", PLUGIN_UNIX_SOCKET_DIR = "/tmp/goplugin-{{user}}/0123456789ab" } },
            ]
            """);

        (await test.AskOneAsync()).Credential.ShouldNotBeNull().GetVariables().Keys.ShouldBe(["A"]);
    }

    [Fact]
    public async Task Authenticate_OwnSocketFolderOfAGoPluginHost_IsReturned()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.env.config.vars]
            PLUGIN_UNIX_SOCKET_DIR = "/run/terraform"
            """);

        (await test.AskOneAsync()).Credential.ShouldNotBeNull().GetVariables().Keys
            .ShouldBe(["PLUGIN_UNIX_SOCKET_DIR"]);
    }

    [Fact]
    public async Task Authenticate_TooManyVariables_IsRefused()
    {
        await using TestHost test = new TestHost().Write("[plugins.env]\nconfig = { type = 'file', path = 'x.env' }\n");
        test.Workspace.Write("x.env", string.Join('\n', Enumerable.Range(0, 10_001).Select(i => $"N{i}=1")));

        P5Exception error = (await test.AskOneAsync()).Error!;

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.Message.ShouldBe("Plugin 'env' returned more than 10,000 variables.");
    }

    [Fact]
    public async Task Authenticate_Failure_KeepsTheCredentialThereWas()
    {
        await using TestHost test = new TestHost().Write("[plugins.login]\n@recorder\nconfig = { 'env.A' = '1' }\n");
        await test.AskOneAsync();

        test.Write("[plugins.login]\n@recorder\nconfig = { 'env.A' = '2', fail = 'no' }\n");
        (await test.AskOneAsync()).Error!.ErrorId.ShouldBe(ErrorIds.AuthenticationFailed);
        test.Write("[plugins.login]\n@recorder\nconfig = { 'env.A' = '1' }\n");

        AuthenticationResult again = await test.AskOneAsync();
        again.FromCache.ShouldBeTrue();
        again.Variables()["A"].ShouldBe("1");
    }

    private static string Faulty(string mode) => $"cmd = '{Programs.Faulty}'\nargs = ['{mode}']";
}
