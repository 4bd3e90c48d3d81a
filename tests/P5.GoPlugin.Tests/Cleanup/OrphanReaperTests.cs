using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class OrphanReaperTests
{
    /// <summary>No process began then.</summary>
    private static readonly ProcessIdentity s_killedHost = ProcessIdentity.Current with { Start = "1" };

    [Theory]
    [InlineData("good")]
    [InlineData("stubborn")]
    [InlineData("renamed")]
    public async Task StartAsync_HostWasKilled_EndsItsPluginsAndDeletesTheirFolders(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows ends the plugins with their host");
        Assert.SkipWhen(mode == "renamed" && !OperatingSystem.IsLinux(), "the plugin renames itself by /proc");
        await using var plugin = new FaultyPlugin();
        using HostProcess host = await HostProcess.StartAsync(plugin, mode, count: 3);
        host.Plugins.Count.ShouldBe(3, string.Join('\n', host.Failures));
        await host.KillAsync();
        host.Plugins.ShouldAllBe(id => Processes.IsAlive(id), "without that, this shows nothing");

        PluginClient client = await plugin.StartAsync("good");

        await client.PingAsync();
        plugin.SocketFolders.Length.ShouldBe(1);
        await Processes.EndedAsync(host.Plugins);
    }

    [Fact]
    public async Task StartAsync_KilledHostsPluginHasADaemon_EndsItToo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not show the environment of a process");
        await using var plugin = new FaultyPlugin();
        using HostProcess host = await HostProcess.StartAsync(plugin, "daemon", count: 2);
        await plugin.ProcessIdsAsync(4);
        await host.KillAsync();

        await plugin.StartAsync("good");

        plugin.SocketFolders.Length.ShouldBe(1);
        await Processes.EndedAsync(plugin.ProcessIds().Where(id => id != plugin.Client!.ProcessId));
    }

    [Fact]
    public async Task StartAsync_KilledHostsPluginIsOfAnOldLibrary_DeletesItsSocket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "plugins listen on TCP on Windows");
        await using var plugin = new FaultyPlugin();
        using HostProcess host = await HostProcess.StartAsync(plugin, "old-library", count: 2);
        string[] sockets = [.. host.Plugins.Select(id => Path.Combine(Path.GetTempPath(), $"plugin{id}"))];
        await host.KillAsync();
        sockets.ShouldAllBe(socket => Path.Exists(socket));

        await plugin.StartAsync("good");

        sockets.ShouldAllBe(socket => !Path.Exists(socket));
    }

    /// <summary>A plugin that starts a shell in which the user loads P5, and whose host is killed.</summary>
    [Fact]
    public async Task StartAsync_HostRunsInAnOrphan_LeavesTheOrphanAlone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not show the environment of a process");
        await using var plugin = new FaultyPlugin();
        string folder = SocketFolder.Create(UserFolder.Open(plugin.SocketRoot), "/bin/plugin").Path;
        new FolderRecord(ProcessIdentity.Space, s_killedHost, Plugin: null, "/bin/plugin").Write(folder);

        using Process neighbour = StartStranger(folder);

        using HostProcess host = await HostProcess.StartAsync(plugin, "good", count: 1, socketFolder: folder);

        host.Plugins.Count.ShouldBe(1, string.Join('\n', host.Failures));
        Processes.IsAlive(neighbour.Id).ShouldBeTrue();
        Directory.Exists(folder).ShouldBeTrue();
        await host.EndAsync();
        Reap(plugin);
        await neighbour.WaitForExitAsync().WaitAsync(TestTimeout.Default);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task KilledHost_OnWindows_TakesItsPluginsAlong()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has job objects");
        await using var plugin = new FaultyPlugin();
        using HostProcess host = await HostProcess.StartAsync(plugin, "stubborn", count: 3);
        host.Plugins.Count.ShouldBe(3, string.Join('\n', host.Failures));

        await host.KillAsync();

        await Processes.EndedAsync(host.Plugins);
        Reap(plugin);
    }

    [Fact]
    public async Task StartAsync_OtherHostRuns_LeavesItsPluginsAlone()
    {
        await using var plugin = new FaultyPlugin();
        using HostProcess host = await HostProcess.StartAsync(plugin, "good", count: 2);

        await plugin.StartAsync("good");

        host.Plugins.Count.ShouldBe(2, string.Join('\n', host.Failures));
        host.Plugins.ShouldAllBe(id => Processes.IsAlive(id));
        plugin.SocketFolders.Length.ShouldBe(3);
        await host.EndAsync();
        plugin.SocketFolders.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Run_SeveralAtOnce_EndTheSameOrphansOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows ends the plugins with their host");
        await using var plugin = new FaultyPlugin();
        using HostProcess host = await HostProcess.StartAsync(plugin, "good", count: 3);
        await host.KillAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Reap(plugin))));

        plugin.SocketFolders.ShouldBeEmpty();
        await Processes.EndedAsync(host.Plugins);
    }

    [Fact]
    public async Task Run_PluginWithChildren_EndsTheTree()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("grandchild");
        await client.EchoAsync("x");
        await plugin.ProcessIdsAsync(2);
        ForgeDeadHost(plugin, folder => FolderRecord.Read(folder)! with { Host = s_killedHost });
        Reap(plugin);

        await Processes.EndedAsync(plugin.ProcessIds());
        await client.Exited.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task Run_OtherProcessHasThePluginsId_LeavesItAlone()
    {
        await using var plugin = new FaultyPlugin();
        string folder = SocketFolder.Create(UserFolder.Open(plugin.SocketRoot), "/bin/plugin").Path;
        using Process stranger = StartStranger();
        ProcessIdentity identity = ProcessIdentity.Of(stranger.Id)!;
        new FolderRecord(
            ProcessIdentity.Space, s_killedHost, identity with { Start = $"{identity.Start}0" }, "/bin/plugin")
            .Write(folder);

        Reap(plugin);

        identity.IsRunning.ShouldBeTrue();
        Directory.Exists(folder).ShouldBeFalse();
        stranger.Kill();
        await stranger.WaitForExitAsync();
        identity.HasEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_RecordOfAnotherSpace_IsLeftAlone()
    {
        await using var plugin = new FaultyPlugin();
        string folder = SocketFolder.Create(UserFolder.Open(plugin.SocketRoot), "/bin/plugin").Path;
        new FolderRecord("pid:[1]", s_killedHost, Plugin: null, "/bin/plugin").Write(folder);

        Reap(plugin);

        Directory.Exists(folder).ShouldBeTrue();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Run_HostWasKilledBeforeItNotedThePlugin_FindsItByItsEnvironment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not show the environment of a process");
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        ForgeDeadHost(plugin, folder => FolderRecord.Read(folder)! with { Host = s_killedHost, Plugin = null });
        Reap(plugin);

        await Processes.EndedAsync([client.ProcessId]);
        await client.Exited.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task Run_FolderWithoutRecord_GoesOnceItIsOld()
    {
        await using var plugin = new FaultyPlugin();
        string userFolder = UserFolder.Open(plugin.SocketRoot);
        string starting = Directory.CreateDirectory(Path.Combine(userFolder, "starting")).FullName;
        string left = Directory.CreateDirectory(Path.Combine(userFolder, "left")).FullName;
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));

        Reap(plugin);

        Directory.Exists(starting).ShouldBeTrue();
        Directory.Exists(left).ShouldBeFalse();
        Directory.Delete(starting);
    }

    [Fact]
    public async Task RunOnce_FolderCannotBeRead_IsTriedAgain()
    {
        await using var plugin = new FaultyPlugin();
        string userFolder = Path.Combine(plugin.SocketRoot, "later");
        Should.Throw<IOException>(() => OrphanReaper.RunOnce(userFolder, NullLogger.Instance));
        string left = Directory.CreateDirectory(Path.Combine(userFolder, "left")).FullName;
        Directory.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));

        OrphanReaper.RunOnce(userFolder, NullLogger.Instance);

        Directory.Exists(left).ShouldBeFalse();
    }

    private static void Reap(FaultyPlugin plugin) =>
        new OrphanReaper(UserFolder.Open(plugin.SocketRoot), NullLogger.Instance).Run();

    private static void ForgeDeadHost(FaultyPlugin plugin, Func<string, FolderRecord> change)
    {
        string folder = plugin.SocketFolders.Single();
        change(folder).Write(folder);
    }

    /// <summary>Starts a process that runs until it is killed. Without the cookie, it would end by itself.</summary>
    private static Process StartStranger(string? socketFolder = null)
    {
        var start = new ProcessStartInfo(Programs.Faulty, ["silent"]);
        start.Environment["FAULTY_COOKIE"] = "crumb";
        start.Environment["PLUGIN_UNIX_SOCKET_DIR"] = socketFolder;
        return Process.Start(start)!;
    }
}
