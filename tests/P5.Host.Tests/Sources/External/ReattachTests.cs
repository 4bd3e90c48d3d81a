using System.Globalization;
using P5.GoPlugin;

namespace P5.Host.Tests;

/// <summary>Plugins that <c>P5_REATTACH_PLUGINS</c> names.</summary>
public sealed class ReattachTests
{
    private const string Nowhere =
        """{"a":{"Protocol":"grpc","Pid":1,"Addr":{"Network":"unix","String":"/nowhere/s"}}}""";

    [Fact]
    public async Task AuthenticateAsync_NamedPlugin_AsksThatProcessAndLeavesIt()
    {
        await using DebuggedPlugin debugged = await DebuggedPlugin.StartAsync();
        var outputs = new List<PluginOutput>();
        await using (TestHost host = new TestHost().Write("[plugins.a]\ncmd = '/nowhere/a'\nconfig = { pid = 'PID' }"))
        {
            AuthenticationResult result = await AskAsync(
                host, debugged.Variable, new AuthenticationOptions { Output = (_, output) => outputs.Add(output) });

            ProcessOf(result).ShouldBe(debugged.ProcessId);
            await host.Host.StopPluginsAsync();
        }

        debugged.IsAlive.ShouldBeTrue();
        PluginOutput warning = outputs.ShouldHaveSingleItem();
        warning.Level.ShouldBe(PluginLogLevel.Warning);
        warning.Text.ShouldContain($"P5_REATTACH_PLUGINS is set: attached to process {debugged.ProcessId}");
    }

    [Fact]
    public async Task AuthenticateAsync_OtherPlugin_IsStarted()
    {
        await using DebuggedPlugin debugged = await DebuggedPlugin.StartAsync();
        await using TestHost host = new TestHost().Write("[plugins.b]\n@recorder\nconfig = { pid = 'PID' }");

        AuthenticationResult result = await AskAsync(host, debugged.Variable);

        host.ProcessIds().ShouldBe([ProcessOf(result)]);
    }

    [Fact]
    public async Task AuthenticateAsync_VariableChanges_AsksAgain()
    {
        await using DebuggedPlugin first = await DebuggedPlugin.StartAsync();
        await using DebuggedPlugin second = await DebuggedPlugin.StartAsync();
        await using TestHost host = new TestHost().Write("[plugins.a]\n@recorder\nconfig = { pid = 'PID' }");

        ProcessOf(await AskAsync(host, first.Variable)).ShouldBe(first.ProcessId);
        (await AskAsync(host, first.Variable)).FromCache.ShouldBeTrue();
        ProcessOf(await AskAsync(host, second.Variable)).ShouldBe(second.ProcessId);
        int started = ProcessOf(await AskAsync(host, variable: null));

        host.ProcessIds().ShouldBe([started]);
        first.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task AuthenticateAsync_ConfiguredTimeoutPasses_IsWaitedFor()
    {
        await using DebuggedPlugin debugged = await DebuggedPlugin.StartAsync();
        using var gate = new Gate();
        await using TestHost host = new TestHost().Write(
            $"[plugins.a]\n@recorder\ntimeout = 1\nconfig = {{ pid = 'PID', gate = '{gate.Port}' }}");

        Task<AuthenticationResult> asked = AskAsync(host, debugged.Variable);
        using (Gate.Visitor visitor = await gate.ArrivedAsync())
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            visitor.Release();
            ProcessOf(await asked).ShouldBe(debugged.ProcessId);
        }
    }

    [Fact]
    public async Task AuthenticateAsync_CallersOwnTimeoutPasses_LeavesTheProcess()
    {
        await using DebuggedPlugin debugged = await DebuggedPlugin.StartAsync();
        using var gate = new Gate();
        await using TestHost host = new TestHost()
            .Write($"[plugins.a]\n@recorder\nconfig = {{ gate = '{gate.Port}' }}");

        Task<AuthenticationResult> asked = AskAsync(
            host, debugged.Variable, new AuthenticationOptions { Timeout = TimeSpan.FromMinutes(1) });
        using Gate.Visitor visitor = await gate.ArrivedAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        (await asked).Error.ShouldNotBeNull().ErrorId.ShouldBe("P5.PluginTimeout");
        debugged.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task AuthenticateAsync_NothingListens_NamesTheVariable()
    {
        await using TestHost host = new TestHost().Write("[plugins.a]\n@recorder");

        P5Exception error = (await AskAsync(host, Nowhere)).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe("P5.PluginAttachFailed");
        error.Message.ShouldStartWith(
            "Plugin 'a' of P5_REATTACH_PLUGINS: The host cannot connect to the plugin 'a' (attached as process 1 at "
            + "'/nowhere/s'): ");
        error.RecommendedAction.ShouldContain("P5_REATTACH_PLUGINS");
        host.ProcessIds().ShouldBeEmpty();
    }

    [Fact]
    public async Task GetPlugins_NamedPlugin_IsAttached()
    {
        await using TestHost host =
            new TestHost().Write("[plugins.a]\n@recorder\n[plugins.b]\n@recorder\n[plugins.env]");

        IReadOnlyList<PluginStatus> plugins = host.Host.GetPlugins(Reattachments.Apply(host.Load(), Nowhere));

        plugins.Select(plugin => (plugin.Configuration.Name, plugin.State, plugin.ProcessId)).ShouldBe(
        [
            ("a", PluginState.Attached, 1), ("b", PluginState.Stopped, null), ("env", PluginState.Ready, null),
        ]);
    }

    [Fact]
    public async Task Apply_NamesThatNoProcessOfTheWorkspaceHas_WarnsOfEach()
    {
        await using TestHost host = new TestHost().Write("[plugins.a]\n@recorder\n[plugins.kubernetes]");
        const string Kubernetes =
            """{"kubernetes":{"Protocol":"grpc","Pid":1,"Addr":{"Network":"unix","String":"/x"}},"A":""";
        string variable = Nowhere.Replace("{\"a\":", Kubernetes, StringComparison.Ordinal);

        WorkspaceConfiguration configuration = Reattachments.Apply(host.Load(), variable);

        configuration.Plugins.Values.ShouldAllBe(plugin => plugin.Reattach == null);
        configuration.Warnings.Select(warning => (warning.Id, warning.Plugin))
            .ShouldBe(
                [(DiagnosticIds.ReattachUnknownPlugin, "kubernetes"), (DiagnosticIds.ReattachUnknownPlugin, "A")]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Apply_NotSet_ChangesNothing(string? variable)
    {
        await using TestHost host = new TestHost().Write("[plugins.a]\n@recorder");
        WorkspaceConfiguration configuration = host.Load();

        Reattachments.Apply(configuration, variable).ShouldBeSameAs(configuration);
    }

    [Theory]
    [InlineData("{\"a\": {}}", "'a' has no Addr")]
    [InlineData("{\"\\ud800\": {}}", "it contains half of a surrogate pair, which is not a character")]
    public async Task Apply_Malformed_SaysWhereAndWhatIsExpected(string variable, string problem)
    {
        await using TestHost host = new TestHost().Write("[plugins.a]\n@recorder");

        var error = Should.Throw<P5Exception>(() => Reattachments.Apply(host.Load(), variable));

        error.ErrorId.ShouldBe("P5.ConfigInvalid");
        error.Message.ShouldStartWith(
            $"The environment variable P5_REATTACH_PLUGINS cannot be read: {problem}. It should look like {{");
    }

    private static async Task<AuthenticationResult> AskAsync(
        TestHost host, string? variable, AuthenticationOptions? options = null) =>
        (await host.Host.AuthenticateAsync(Reattachments.Apply(host.Load(), variable), options)
            .ToListAsync().AsTask().WaitAsync(TestTimeout.Default)).ShouldHaveSingleItem();

    private static int ProcessOf(AuthenticationResult result) => int.Parse(
        result.Credential.ShouldNotBeNull().GetVariables()["PID"], CultureInfo.InvariantCulture);
}
