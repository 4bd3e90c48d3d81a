namespace P5.Host.Tests;

public sealed class P5HostTests
{
    [Fact]
    public async Task Rehearsal_Runs_WithoutAFailure() =>
        await Rehearsal.RunAsync().WaitAsync(TestTimeout.Default);

    [Fact]
    public async Task GetPlugins_BeforeAndAfterACall_ReturnsTheirStates()
    {
        await using TestHost test = new TestHost().Write("""
            order = ["login"]
            [plugins.login]
            @recorder
            config = { pid = "PID", ttl = "60" }
            [plugins.env]
            config = { vars = { A = "1" } }
            """);

        test.Host.GetPlugins(test.Load()).Select(Describe).ShouldBe(["login External - -", "env Builtin - -"]);
        string pid = (await test.AskAsync())[0].Variables()["PID"];
        test.Host.GetPlugins(test.Load()).Select(Describe).ShouldBe([$"login External {pid} PID", "env Builtin - A"]);
        test.Host.RunningPlugins.ShouldBe(["login"]);

        // Another stack calls again; without a stack no credential is shown.
        test.Host.GetPlugins(test.Load("prod"))[0].Credential.ShouldBeNull();
        test.Host.GetPlugins(ConfigurationLoader.Load(test.Workspace.Root, stackName: null))[0].Credential
            .ShouldBeNull();
        test.Clock.Advance(TimeSpan.FromSeconds(60));
        test.Host.GetPlugins(test.Load())[0].Credential.ShouldBeNull();

        await test.Host.StopPluginsAsync("login").WaitAsync(TestTimeout.Default);
        test.Host.GetPlugins(test.Load())[0].ProcessId.ShouldBeNull();
        test.Host.RunningPlugins.ShouldBeEmpty();

        static string Describe(PluginStatus status) =>
            $"{status.Configuration.Name} {status.Kind} "
            + $"{status.ProcessId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} "
            + (status.Credential is { } credential ? string.Join(',', credential.VariableNames) : "-");
    }

    [Fact]
    public async Task GetPlugins_OldProcessStillInUse_ShowsTheNewOne()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);
        using var gate = new Gate();
        await using TestHost test = new TestHost()
            .Write($"[plugins.login]\n@recorder\nconfig = {{ gate = '{gate.Port}' }}\n");
        test.Clock.SetToSystemClock();
        Task<AuthenticationResult> old = test.AskOneAsync();
        using Gate.Visitor visitor = await gate.ArrivedAsync();
        test.Write("[plugins.login]\n@recorder\nmtls = 'always'\nconfig = { pid = 'PID' }\n");

        string pid = (await test.AskOneAsync()).Variables()["PID"];

        test.Host.RunningPlugins.ShouldBe(["login", "login"]);
        test.Host.GetPlugins(test.Load())[0].ProcessId
            .ShouldBe(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture));
        visitor.Release();
        (await old).Error.ShouldBeNull();
    }

    [Fact]
    public async Task StopPlugins_CallUnderWay_FailsItAndTheNextOneStartsAfresh()
    {
        using var gate = new Gate();
        await using TestHost test = new TestHost()
            .Write($"[plugins.login]\n@recorder\nconfig = {{ gate = '{gate.Port}' }}\n");
        Task<AuthenticationResult> call = test.AskOneAsync();
        using Gate.Visitor visitor = await gate.ArrivedAsync();

        await test.Host.StopPluginsAsync(kill: true).WaitAsync(TestTimeout.Default);

        P5Exception error = (await call).Error!;
        error.ErrorId.ShouldBe(ErrorIds.PluginCrashed);
        error.Message.ShouldContain("stopped");
        Task<AuthenticationResult> next = test.AskOneAsync();
        using Gate.Visitor again = await gate.ArrivedAsync();
        again.Release();
        (await next).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Authenticate_InterruptedCallBesideAnother_DisturbsItNot()
    {
        using var gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        await using TestHost test = new TestHost()
            .Write($"[plugins.login]\n@recorder\nconfig = {{ gate = '{gate.Port}' }}\n");
        Task interrupted = test.AskOneAsync("dev", cancellationToken: cancellation.Token);
        using Gate.Visitor first = await gate.ArrivedAsync();
        Task<AuthenticationResult> other = test.AskOneAsync("prod");
        using Gate.Visitor second = await gate.ArrivedAsync();
        test.ProcessIds().ShouldHaveSingleItem();

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => interrupted);
        second.Release();

        (await other).Error.ShouldBeNull();
        await Processes.EndedAsync(test.ProcessIds()[0]);
    }

    [Fact]
    public async Task Dispose_StartUnderWay_IsAnErrorAndNoCancellation()
    {
        await using var test = new TestHost();
        test.Write(
            $"order = ['env']\n[plugins.env]\n{test.FaultyVariables}\n[plugins.silent]\ncmd = '{Programs.Faulty}'\n"
            + "args = ['silent']\n");
        Task<IReadOnlyList<AuthenticationResult>> call = test.AskAsync();
        await test.Clock.TimerSetAsync(TimeSpan.FromSeconds(60)).WaitAsync(TestTimeout.Default);

        await test.Host.DisposeAsync().AsTask().WaitAsync(TestTimeout.Default);

        (await call)[1].Error!.Message.ShouldContain("stopped");
    }

    [Fact]
    public async Task Dispose_Twice_IsOneEnd()
    {
        await using TestHost test = new TestHost().Write("[plugins.login]\n@recorder\nconfig = { pid = 'PID' }\n");
        await test.AskOneAsync();
        int plugin = test.ProcessIds().ShouldHaveSingleItem();

        await Task.WhenAll(test.Host.DisposeAsync().AsTask(), test.Host.DisposeAsync().AsTask())
            .WaitAsync(TestTimeout.Default);
        await test.Host.DisposeAsync().AsTask().WaitAsync(TestTimeout.Default);

        Processes.IsAlive(plugin).ShouldBeFalse();
        (await test.AskOneAsync(options: new AuthenticationOptions { Force = true })).Error!.Message
            .ShouldContain("stopped");
    }

    [Fact]
    public void LoadConfiguration_FolderBelowTheWorkspace_FindsIt()
    {
        using var workspace = new TemporaryFolder();
        workspace.Write("p5.toml", "[plugins.env]\n");
        workspace.Write("sub/folder/file", "");

        WorkspaceConfiguration loaded = P5Host.LoadConfiguration(workspace.PathOf("sub/folder"), "dev");

        loaded.WorkspaceDirectory.ShouldBe(workspace.Root);
        loaded.StackName.ShouldBe("dev");
    }

    [Fact]
    public void LoadConfiguration_NoStack_IsOptionalIfTheCallerSaysSo()
    {
        using var workspace = new TemporaryFolder();
        workspace.Write("p5.toml", "[plugins.env]\n");

        // Whoever runs the tests may have chosen a stack.
        P5Host.LoadConfiguration(workspace.Root, stackName: null, stackIsOptional: true)
            .StackName.ShouldBe(Environment.GetEnvironmentVariable("PULUMI_STACK"));
    }

    [Fact]
    public void LoadConfiguration_NoWorkspace_IsAnErrorAlsoWithoutStack()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<P5Exception>(() => P5Host.LoadConfiguration(folder.Root, stackName: null, stackIsOptional: true))
            .ErrorId.ShouldBe(ErrorIds.WorkspaceNotFound);
    }
}
