using System.Diagnostics;
using P5.GoPlugin;
using P5.Host.Tests.Configuration;
using P5.Host.Tests.Support;
using P5.Proto.V0;
using P5.Testing;

namespace P5.Host.Tests.Plugins;

public sealed class PluginPoolTests : IAsyncDisposable
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly ObservedTime _clock = new();
    private readonly PluginPool _pool;
    private readonly HashSet<int> _processIds = [];

    public PluginPoolTests() => _pool = new PluginPool(new P5HostOptions { TimeProvider = _clock }, redactor: null);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().AsTask().WaitAsync(TestHost.Patience);
        _workspace.Dispose();
        _processIds.Where(TestHost.IsAlive).ShouldBeEmpty("a process is left");
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
        PluginLease[] leases = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RentAsync(Launch)));

        leases.Select(lease => lease.Client.ProcessId).Distinct().ShouldHaveSingleItem();
        leases.ToList().ForEach(lease => lease.Dispose());
    }

    public static TheoryData<string> OtherLaunches => [.. s_otherLaunches.Keys];

    [Theory]
    [MemberData(nameof(OtherLaunches))]
    public async Task Rent_OtherLaunch_ReplacesTheProcess(string difference)
    {
        int first = await UseAsync(Launch);

        int second = await UseAsync(s_otherLaunches[difference](Launch));

        second.ShouldNotBe(first);
        await TestHost.EndedAsync(first);
        _pool.Running.ShouldHaveSingleItem().Client.ProcessId.ShouldBe(second);
    }

    [Theory]
    [InlineData("another name")]
    [InlineData("another folder")]
    public async Task Rent_OtherPlace_HasItsOwnProcess(string place)
    {
        PluginLaunch other = place == "another name"
            ? Launch with { PluginName = "other" }
            : Launch with { Context = Launch.Context with { WorkspaceDirectory = Path.GetTempPath() } };

        int first = await UseAsync(Launch);
        int second = await UseAsync(other);

        second.ShouldNotBe(first);
        (await UseAsync(Launch)).ShouldBe(first);
        (await UseAsync(other)).ShouldBe(second);
    }

    [Fact]
    public async Task Rent_OtherLaunchWhileInUse_LetsTheOldOneFinish()
    {
        PluginLease old = await RentAsync(Launch);

        int replacement = await UseAsync(Launch with { Arguments = [_workspace.Root] });
        _pool.Running.Count().ShouldBe(2);
        old.Client.IsRunning.ShouldBeTrue();
        await old.Client.PingAsync();
        old.Dispose();

        await old.Client.Exited.WaitAsync(TestHost.Patience);
        _pool.Running.ShouldHaveSingleItem().Client.ProcessId.ShouldBe(replacement);
    }

    [Fact]
    public async Task Rent_ProcessDied_StartsAnother()
    {
        PluginLease lease = await RentAsync(Launch);
        lease.Dispose();
        using (var process = Process.GetProcessById(lease.Client.ProcessId))
        {
            process.Kill();
        }

        await lease.Client.Exited.WaitAsync(TestHost.Patience);

        _pool.Running.ShouldBeEmpty();
        (await UseAsync(Launch)).ShouldNotBe(lease.Client.ProcessId);
    }

    [Fact]
    public async Task IdleTimeout_NoCall_EndsTheProcess()
    {
        PluginLease lease = await RentAsync(Launch);
        _clock.Advance(TimeSpan.FromDays(1));
        lease.Client.IsRunning.ShouldBeTrue("it is in use");
        lease.Dispose();
        _clock.Advance(Launch.IdleTimeout - TimeSpan.FromTicks(1));
        (await UseAsync(Launch)).ShouldBe(lease.Client.ProcessId);
        _clock.Advance(Launch.IdleTimeout - TimeSpan.FromTicks(1));
        lease.Client.IsRunning.ShouldBeTrue("it was used meanwhile");

        _clock.Advance(TimeSpan.FromTicks(1));

        await lease.Client.Exited.WaitAsync(TestHost.Patience);
        (await UseAsync(Launch)).ShouldNotBe(lease.Client.ProcessId);
    }

    [Fact]
    public async Task IdleTimeout_Zero_EndsTheProcessWithTheCall()
    {
        PluginLease lease = await RentAsync(Launch with { IdleTimeout = TimeSpan.Zero });
        lease.Dispose();

        _clock.Advance(TimeSpan.Zero);

        await lease.Client.Exited.WaitAsync(TestHost.Patience);
    }

    [Fact]
    public async Task Abandon_OnlyUser_KillsTheProcess()
    {
        using PluginLease lease = await RentAsync(Launch);

        await lease.AbandonAsync().WaitAsync(TestHost.Patience);

        TestHost.IsAlive(lease.Client.ProcessId).ShouldBeFalse();
    }

    [Fact]
    public async Task Abandon_OthersUseIt_DisturbsNoneAndTakesNoNewOne()
    {
        PluginLease other = await RentAsync(Launch);
        using (PluginLease interrupted = await RentAsync(Launch))
        {
            await interrupted.AbandonAsync().WaitAsync(TestHost.Patience);
        }

        await other.Client.PingAsync();
        (await UseAsync(Launch)).ShouldNotBe(other.Client.ProcessId);
        other.Dispose();

        await other.Client.Exited.WaitAsync(TestHost.Patience);
    }

    [Fact]
    public async Task Abandon_AllUsers_TheLastOneKillsIt()
    {
        using PluginLease first = await RentAsync(Launch);
        using PluginLease second = await RentAsync(Launch);

        await first.AbandonAsync().WaitAsync(TestHost.Patience);
        await second.AbandonAsync().WaitAsync(TestHost.Patience);

        TestHost.IsAlive(first.Client.ProcessId).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_ByName_EndsItsProcessesAndNoOther(bool kill)
    {
        int first = await UseAsync(Launch);
        int second = await UseAsync(Launch with { PluginName = "other" });

        await _pool.StopAsync(Launch.PluginName, kill).WaitAsync(TestHost.Patience);

        TestHost.IsAlive(first).ShouldBeFalse();
        _pool.Running.ShouldHaveSingleItem().Client.ProcessId.ShouldBe(second);
        (await UseAsync(Launch)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Stop_All_EndsAllAlsoThoseInUse()
    {
        using PluginLease lease = await RentAsync(Launch);
        int other = await UseAsync(Launch with { PluginName = "other" });

        await _pool.StopAsync().WaitAsync(TestHost.Patience);

        TestHost.IsAlive(lease.Client.ProcessId).ShouldBeFalse();
        TestHost.IsAlive(other).ShouldBeFalse();
        _pool.Running.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispose_Twice_EndsAllAndTakesNoNewCaller()
    {
        int processId = await UseAsync(Launch);

        await Task.WhenAll(_pool.DisposeAsync().AsTask(), _pool.DisposeAsync().AsTask()).WaitAsync(TestHost.Patience);

        TestHost.IsAlive(processId).ShouldBeFalse();
        await Should.ThrowAsync<ObjectDisposedException>(() => RentAsync(Launch));
    }

    [Fact]
    public async Task Dispose_StartUnderWay_EndsItAndIsNoCancellation()
    {
        PluginLaunch silent = Launch with
        {
            Command = TestPlugins.Faulty,
            Arguments = ["silent"],
            StartTimeout = TimeSpan.FromSeconds(37),
            InheritedVariables = new Dictionary<string, string> { ["FAULTY_PIDS"] = _workspace.Root },
        };
        Task<PluginLease> starting = RentAsync(silent);
        Task<PluginLease> waiting = RentAsync(silent);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(37)).WaitAsync(TestHost.Patience);

        await _pool.DisposeAsync().AsTask().WaitAsync(TestHost.Patience);

        await Should.ThrowAsync<ObjectDisposedException>(() => starting);
        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public async Task Close_KillWhileItGivesAPluginTime_EndsItAtOnce()
    {
        PluginLaunch deaf = Launch with
        {
            Command = TestPlugins.Faulty,
            Arguments = ["hang-at-shutdown"],
            InheritedVariables = new Dictionary<string, string> { ["FAULTY_COOKIE"] = "crumb" },
        };
        using PluginLease lease = await RentAsync(deaf);
        Task close = _pool.CloseAsync(kill: false);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(2)).WaitAsync(TestHost.Patience);

        // The two seconds never pass.
        await _pool.CloseAsync(kill: true).WaitAsync(TestHost.Patience);

        await close.WaitAsync(TestHost.Patience);
        TestHost.IsAlive(lease.Client.ProcessId).ShouldBeFalse();
    }

    [Fact]
    public async Task Rent_CancelledDuringStart_IsACancellationAndDisturbsNoOther()
    {
        using var cancellation = new CancellationTokenSource();
        PluginLaunch silent = Launch with { Command = TestPlugins.Faulty, Arguments = ["silent"], StartTimeout = TimeSpan.FromSeconds(37) };
        Task<PluginLease> starting = RentAsync(silent, cancellation.Token);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(37)).WaitAsync(TestHost.Patience);
        Task<int> waiting = UseAsync(Launch);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => starting);
        (await waiting).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void ToString_Launch_HoldsNoSecret()
    {
        PluginLaunch launch = Launch with
        {
            Arguments = ["hunter2"],
            InheritedVariables = new Dictionary<string, string> { ["A"] = "hunter2" },
        };

        launch.ToString().ShouldBe($"login: {TestPlugins.Recorder}");
    }

    private static readonly Dictionary<string, Func<PluginLaunch, PluginLaunch>> s_otherLaunches = new()
    {
        ["arguments"] = launch => launch with { Arguments = [launch.WorkingDirectory] },
        ["inherited variables"] = launch => launch with { InheritedVariables = new Dictionary<string, string> { ["A"] = "2" } },
        ["more inherited variables"] = launch => launch with
        {
            InheritedVariables = new Dictionary<string, string> { ["A"] = "1", ["B"] = "1" },
        },
        ["mtls"] = launch => launch with { Mtls = MtlsMode.Always },
        ["checksum"] = launch => launch with
        {
            Sha256 = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(launch.Command))),
        },
    };

    private PluginLaunch Launch => new()
    {
        PluginName = "login",
        Command = TestPlugins.Recorder,
        Arguments = [],
        Context = new AuthenticationContext(_workspace.Root, "dev", "shop"),
        Environment = new EnvironmentView { Variables = new ProcessEnvironment().GetVariables() },
        InheritedVariables = new Dictionary<string, string> { ["A"] = "1" },
        StartTimeout = TimeSpan.FromSeconds(60),
        IdleTimeout = TimeSpan.FromMinutes(15),
    };

    private async Task<PluginLease> RentAsync(PluginLaunch launch, CancellationToken cancellationToken = default)
    {
        PluginLease lease = await _pool.RentAsync(launch, _ => { }, cancellationToken)
            .WaitAsync(TestHost.Patience, CancellationToken.None);
        lock (_processIds)
        {
            _processIds.Add(lease.Client.ProcessId);
        }

        return lease;
    }

    /// <summary>Calls the plugin once.</summary>
    /// <returns>The id of the process that answered.</returns>
    private async Task<int> UseAsync(PluginLaunch launch)
    {
        using PluginLease lease = await RentAsync(launch);
        AuthenticateResponse response = await new AuthPlugin.AuthPluginClient(lease.Client.CallInvoker)
            .AuthenticateAsync(new AuthenticateRequest { ProgramConfig = { ["pid"] = "PID" } })
            .ResponseAsync.WaitAsync(TestHost.Patience);
        response.Env["PID"].ShouldBe($"{lease.Client.ProcessId}");
        return lease.Client.ProcessId;
    }
}
