using System.Diagnostics;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host.Tests;

public sealed class PluginPoolTests : IAsyncDisposable
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly ObservedTime _clock = new();
    private readonly PluginPool _pool;
    private readonly HashSet<int> _processIds = [];

    public PluginPoolTests() => _pool = new PluginPool(new P5HostOptions { TimeProvider = _clock }, redactor: null);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().AsTask().WaitAsync(TestTimeout.Default);
        _workspace.Dispose();
        _processIds.Where(Processes.IsAlive).ShouldBeEmpty("a process is left");
    }

    [Fact]
    public async Task Rent_OneAfterAnother_GivesTheSameProcess()
    {
        int first = await UseAsync(Launch);
        int second = await UseAsync(Launch);

        second.ShouldBe(first);
        _pool.Running.ShouldHaveSingleItem().Client.ProcessId.ShouldBe(first);
    }

    [Fact]
    public async Task Rent_SideBySide_ShareTheProcess()
    {
        PluginInstance[] instances = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RentAsync(Launch)));

        instances.Select(instance => instance.Client.ProcessId).Distinct().ShouldHaveSingleItem();
        instances.ToList().ForEach(instance => instance.Leave());
    }

    public static TheoryData<string> OtherLaunches =>
        ["arguments", "inherited variables", "more inherited variables", "mtls", "checksum"];

    [Theory]
    [MemberData(nameof(OtherLaunches))]
    public async Task Rent_OtherLaunch_ReplacesTheProcess(string difference)
    {
        Assert.SkipWhen(Wine.IsRunning && difference == "mtls", Wine.HasNoKeys);
        _clock.SetToSystemClock();
        int first = await UseAsync(Launch);

        int second = await UseAsync(OtherLaunchesByName[difference](Launch));

        second.ShouldNotBe(first);
        await Processes.EndedAsync(first);
        _pool.Running.ShouldHaveSingleItem().Client.ProcessId.ShouldBe(second);
    }

    [Theory]
    [InlineData("another name")]
    [InlineData("another folder")]
    public async Task Rent_OtherPlace_HasItsOwnProcess(string place)
    {
        PluginLaunch other = place == "another name"
            ? With(Launch, plugin => plugin with { Name = "other" })
            : Launch with
            {
                Environment = View(Launch.Environment.Context with { WorkspaceDirectory = Path.GetTempPath() }),
            };

        int first = await UseAsync(Launch);
        int second = await UseAsync(other);

        second.ShouldNotBe(first);
        (await UseAsync(Launch)).ShouldBe(first);
        (await UseAsync(other)).ShouldBe(second);
    }

    [Fact]
    public async Task Rent_OtherLaunchWhileInUse_LetsTheOldOneFinish()
    {
        PluginInstance old = await RentAsync(Launch);

        int replacement = await UseAsync(
            With(Launch, plugin => plugin.With(PluginOptions.Arguments, [_workspace.Root])));
        _pool.Running.Count().ShouldBe(2);
        old.Client.IsRunning.ShouldBeTrue();
        await old.Client.PingAsync();
        old.Leave();

        await old.Client.Exited.WaitAsync(TestTimeout.Default);
        _pool.Running.ShouldHaveSingleItem().Client.ProcessId.ShouldBe(replacement);
    }

    [Fact]
    public async Task Rent_ProcessDied_StartsAnother()
    {
        PluginInstance instance = await RentAsync(Launch);
        instance.Leave();
        using (var process = Process.GetProcessById(instance.Client.ProcessId))
        {
            process.Kill();
        }

        await instance.Client.Exited.WaitAsync(TestTimeout.Default);

        _pool.Running.ShouldBeEmpty();
        (await UseAsync(Launch)).ShouldNotBe(instance.Client.ProcessId);
    }

    [Fact]
    public async Task IdleTimeout_NoCall_EndsTheProcess()
    {
        PluginInstance instance = await RentAsync(Launch);
        _clock.Advance(TimeSpan.FromDays(1));
        instance.Client.IsRunning.ShouldBeTrue("it is in use");
        instance.Leave();
        _clock.Advance(Launch.Plugin.Get(PluginOptions.IdleTimeout) - TimeSpan.FromTicks(1));
        (await UseAsync(Launch)).ShouldBe(instance.Client.ProcessId);
        _clock.Advance(Launch.Plugin.Get(PluginOptions.IdleTimeout) - TimeSpan.FromTicks(1));
        instance.Client.IsRunning.ShouldBeTrue("it was used meanwhile");

        _clock.Advance(TimeSpan.FromTicks(1));

        await instance.Client.Exited.WaitAsync(TestTimeout.Default);
        (await UseAsync(Launch)).ShouldNotBe(instance.Client.ProcessId);
    }

    [Fact]
    public async Task IdleTimeout_Zero_EndsTheProcessWithTheCall()
    {
        PluginInstance instance = await RentAsync(
            With(Launch, plugin => plugin.With(PluginOptions.IdleTimeout, TimeSpan.Zero)));
        instance.Leave();

        _clock.Advance(TimeSpan.Zero);

        await instance.Client.Exited.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task Abandon_OnlyUser_KillsTheProcess()
    {
        PluginInstance instance = await RentAsync(Launch);

        await instance.AbandonAsync().WaitAsync(TestTimeout.Default);

        Processes.IsAlive(instance.Client.ProcessId).ShouldBeFalse();
    }

    [Fact]
    public async Task Abandon_OthersUseIt_DisturbsNoneAndTakesNoNewOne()
    {
        PluginInstance other = await RentAsync(Launch);
        PluginInstance interrupted = await RentAsync(Launch);
        await interrupted.AbandonAsync().WaitAsync(TestTimeout.Default);

        await other.Client.PingAsync();
        (await UseAsync(Launch)).ShouldNotBe(other.Client.ProcessId);
        other.Leave();

        await other.Client.Exited.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task Abandon_AllUsers_TheLastOneKillsIt()
    {
        PluginInstance first = await RentAsync(Launch);
        PluginInstance second = await RentAsync(Launch);

        await first.AbandonAsync().WaitAsync(TestTimeout.Default);
        await second.AbandonAsync().WaitAsync(TestTimeout.Default);

        Processes.IsAlive(first.Client.ProcessId).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_ByName_EndsItsProcessesAndNoOther(bool kill)
    {
        int first = await UseAsync(Launch);
        int second = await UseAsync(With(Launch, plugin => plugin with { Name = "other" }));

        await _pool.StopAsync(Launch.Plugin.Name, kill).WaitAsync(TestTimeout.Default);

        Processes.IsAlive(first).ShouldBeFalse();
        _pool.Running.ShouldHaveSingleItem().Client.ProcessId.ShouldBe(second);
        (await UseAsync(Launch)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Stop_All_EndsAllAlsoThoseInUse()
    {
        PluginInstance instance = await RentAsync(Launch);
        int other = await UseAsync(With(Launch, plugin => plugin with { Name = "other" }));

        await _pool.StopAsync().WaitAsync(TestTimeout.Default);

        Processes.IsAlive(instance.Client.ProcessId).ShouldBeFalse();
        Processes.IsAlive(other).ShouldBeFalse();
        _pool.Running.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispose_Twice_EndsAllAndTakesNoNewCaller()
    {
        int processId = await UseAsync(Launch);

        await Task.WhenAll(_pool.DisposeAsync().AsTask(), _pool.DisposeAsync().AsTask()).WaitAsync(TestTimeout.Default);

        Processes.IsAlive(processId).ShouldBeFalse();
        await Should.ThrowAsync<ObjectDisposedException>(() => RentAsync(Launch));
    }

    [Fact]
    public async Task Dispose_StartUnderWay_EndsItAndIsNotACancellation()
    {
        PluginLaunch silent = Silent with { Environment = View(("FAULTY_PIDS", _workspace.Root)) };
        Task<PluginInstance> starting = RentAsync(silent);
        Task<PluginInstance> waiting = RentAsync(silent);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(37)).WaitAsync(TestTimeout.Default);

        await _pool.DisposeAsync().AsTask().WaitAsync(TestTimeout.Default);

        await Should.ThrowAsync<ObjectDisposedException>(() => starting);
        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public async Task Close_KillWhileItGivesAPluginTime_EndsItAtOnce()
    {
        PluginLaunch deaf = With(Launch, plugin => plugin.With(PluginOptions.Arguments, ["hang-at-shutdown"])) with
        {
            Command = Programs.Faulty,
            Environment = View(("FAULTY_COOKIE", "crumb")),
        };
        PluginInstance instance = await RentAsync(deaf);
        Task close = _pool.CloseAsync(kill: false);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(2)).WaitAsync(TestTimeout.Default);

        // The two seconds never pass.
        await _pool.CloseAsync(kill: true).WaitAsync(TestTimeout.Default);

        await close.WaitAsync(TestTimeout.Default);
        Processes.IsAlive(instance.Client.ProcessId).ShouldBeFalse();
    }

    [Fact]
    public async Task Rent_CancelledDuringStart_IsACancellationAndDisturbsNoOther()
    {
        using var cancellation = new CancellationTokenSource();
        Task<PluginInstance> starting = RentAsync(Silent, cancellation.Token);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(37)).WaitAsync(TestTimeout.Default);
        Task<int> waiting = UseAsync(Launch);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => starting);
        (await waiting).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void ToString_Launch_HoldsNoSecret()
    {
        PluginLaunch launch = With(Launch, plugin => plugin.With(PluginOptions.Arguments, ["hunter2"])) with
        {
            Environment = View(("A", "hunter2")),
        };

        launch.ToString().ShouldBe($"login: {Programs.Recorder}");
    }

    private Dictionary<string, Func<PluginLaunch, PluginLaunch>> OtherLaunchesByName => new()
    {
        ["arguments"] = launch =>
            With(launch, plugin => plugin.With(PluginOptions.Arguments, [launch.WorkspaceDirectory])),
        ["inherited variables"] = launch => launch with { Environment = View(("A", "2")) },
        ["more inherited variables"] = launch => launch with { Environment = View(("A", "1"), ("B", "1")) },
        ["the content of an inherited file"] = launch => launch with
        {
            Environment = new EnvironmentSession(new ProcessEnvironment(), folder: null, TimeProvider.System)
                .ViewFor(launch.Environment.Context, Inherited([("A", "1")], [("A", "content")])),
        },
        ["mtls"] = launch => With(launch, plugin => plugin.With(PluginOptions.Mtls, MtlsMode.Always)),
        ["checksum"] = launch => With(launch, plugin => plugin.With(
            PluginOptions.Sha256,
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(launch.Command))))),
    };

    private PluginLaunch Launch => new()
    {
        Plugin = GivenPlugin.Named("login", Programs.Recorder)
            .With(PluginOptions.Mtls, Wine.IsRunning ? MtlsMode.Never : MtlsMode.Auto),
        Command = Programs.Recorder,
        Environment = View(("A", "1")),
    };

    private PluginLaunch Silent => With(
        Launch,
        plugin => plugin
            .With(PluginOptions.Arguments, ["silent"])
            .With(PluginOptions.StartTimeout, TimeSpan.FromSeconds(37))) with
    {
        Command = Programs.Faulty,
    };

    private static PluginLaunch With(PluginLaunch launch, Func<PluginConfiguration, PluginConfiguration> change) =>
        launch with { Plugin = change(launch.Plugin) };

    private EnvironmentView View(params (string Name, string Value)[] inherited) =>
        View(new AuthenticationContext(_workspace.Root, "dev", "shop"), inherited);

    private static EnvironmentView View(
        AuthenticationContext context, params (string Name, string Value)[] inherited) =>
        new EnvironmentSession(new ProcessEnvironment(), folder: null, TimeProvider.System)
            .ViewFor(context, Inherited(inherited, inherited));

    private static InheritedVariables Inherited(
        (string Name, string Value)[] values, (string Name, string Content)[] contents)
    {
        var variables = new InheritedVariables();
        variables.Add(
            values.ToDictionary(pair => pair.Name, pair => pair.Value),
            contents.ToDictionary(pair => pair.Name, pair => pair.Content));
        return variables;
    }

    private async Task<PluginInstance> RentAsync(PluginLaunch launch, CancellationToken cancellationToken = default)
    {
        PluginInstance instance = await _pool.RentAsync(launch, request: "", cancellationToken)
            .WaitAsync(TestTimeout.Default, CancellationToken.None);
        lock (_processIds)
        {
            _processIds.Add(instance.Client.ProcessId);
        }

        return instance;
    }

    /// <summary>Calls the plugin once.</summary>
    /// <returns>The id of the process that answered.</returns>
    private async Task<int> UseAsync(PluginLaunch launch)
    {
        PluginInstance instance = await RentAsync(launch);
        AuthenticateResponse response = await new AuthPlugin.AuthPluginClient(instance.Client.CallInvoker)
            .AuthenticateAsync(new AuthenticateRequest { ProgramConfig = { ["pid"] = "PID" } })
            .ResponseAsync.WaitAsync(TestTimeout.Default);
        instance.Leave();
        response.Env["PID"].ShouldBe($"{instance.Client.ProcessId}");
        return instance.Client.ProcessId;
    }
}
