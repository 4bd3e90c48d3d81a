using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin.Tests;

/// <summary>The daemons run in sessions of their own, and nothing leads from their plugin to them.</summary>
[Trait("Category", "Hostile")]
public sealed class FolderProcessesTests
{
    [Theory]
    [InlineData("daemon", 2)]
    // A process that starts another one whenever that ends.
    [InlineData("supervisor", 3)]
    public async Task KillAsync_PluginHasADaemon_EndsIt(string mode, int processes)
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync(mode);
        await plugin.ProcessIdsAsync(processes);

        await client.KillAsync().WaitAsync(TestTimeout.Default);

        plugin.ProcessIds().ShouldAllBe(id => !Processes.IsAlive(id));
    }

    [Fact]
    public async Task StopAsync_PluginWithADaemonDoesNotExit_EndsIt()
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("daemon-stays");
        IReadOnlyList<int> ids = await plugin.ProcessIdsAsync(2);

        await client.StopAsync().WaitAsync(TestTimeout.Default);

        ids.ShouldAllBe(id => !Processes.IsAlive(id));
    }

    /// <summary>It may be the browser of a login that the user still reads.</summary>
    [Fact]
    public async Task StopAsync_PluginWithADaemonExits_LeavesItAlone()
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("daemon");
        IReadOnlyList<int> ids = await plugin.ProcessIdsAsync(2);

        await client.StopAsync().WaitAsync(TestTimeout.Default);

        await EndAsync(ids.Single(id => id != client.ProcessId));
    }

    [Fact]
    public async Task CallAsync_PluginWithADaemonCrashes_EndsIt()
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("daemon-crashes");
        IReadOnlyList<int> ids = await plugin.ProcessIdsAsync(2);

        await Should.ThrowAsync<PluginCrashedException>(() => client.EchoAsync("x"));

        await client.Exited.WaitAsync(TestTimeout.Default);
        ids.ShouldAllBe(id => !Processes.IsAlive(id));
    }

    [Fact]
    public async Task StartAsync_PluginLeavesADaemonInsteadOfAHandshake_EndsIt()
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();

        await plugin.FailToStartAsync<PluginStartException>("daemon-and-exit");

        await Processes.EndedAsync(plugin.ProcessIds());
        plugin.SocketFolders.ShouldBeEmpty();
    }

    [Fact]
    public async Task CallAsync_PluginWithADaemonExitsByItself_LeavesItAlone()
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("daemon-exits");
        IReadOnlyList<int> ids = await plugin.ProcessIdsAsync(2);

        await Should.ThrowAsync<PluginCrashedException>(() => client.EchoAsync("x"));
        await client.StopAsync().WaitAsync(TestTimeout.Default);

        await EndAsync(ids.Single(id => id != client.ProcessId));
    }

    [Fact]
    public async Task KillAsync_OtherPluginHasADaemon_LeavesItAlone()
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        await using PluginClient other = await PluginClient.StartAsync(plugin.Options("good"));
        PluginClient client = await plugin.StartAsync("daemon");
        IReadOnlyList<int> ids = await plugin.ProcessIdsAsync(3);

        await other.KillAsync().WaitAsync(TestTimeout.Default);

        ids.Where(id => id != other.ProcessId).ShouldAllBe(id => Processes.IsAlive(id));
        await client.KillAsync().WaitAsync(TestTimeout.Default);
    }

    [Theory]
    [InlineData("PLUGIN_UNIX_SOCKET_DIR", "", true)]
    [InlineData("GOPLUGIN_COMMAND_DIR", "", true)]
    [InlineData("PLUGIN_UNIX_SOCKET_DIR", "0", false)]
    [InlineData("PLUGIN_UNIX_SOCKET_DIR", "/s", false)]
    [InlineData("X_PLUGIN_UNIX_SOCKET_DIR", "", false)]
    [InlineData("PWD", "", false)]
    public async Task TryKill_ProcessWithAVariable_EndsItIfItIsTheFolders(string name, string suffix, bool isKilled)
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        string folder = Path.Combine(UserFolder.Open(plugin.SocketRoot), "0123456789ab");
        using Process stranger = StartStranger(name, folder + suffix);

        new FolderProcesses(folder, ProcessIdentity.Current).TryKill("plugin", NullLogger.Instance).ShouldBeTrue();

        Processes.IsAlive(stranger.Id).ShouldBe(!isKilled);
        stranger.Kill();
        await stranger.WaitForExitAsync();
    }

    [Fact]
    public async Task TryKill_ProcessIsOlderThanTheHost_LeavesItAlone()
    {
        SkipWithoutEnvironments();
        await using var plugin = new FaultyPlugin();
        string folder = Path.Combine(UserFolder.Open(plugin.SocketRoot), "0123456789ab");
        using Process stranger = StartStranger("PLUGIN_UNIX_SOCKET_DIR", folder);
        string[] start = ProcessIdentity.Of(stranger.Id)!.Start.Split('@');
        ProcessIdentity host = new(1, $"{ulong.Parse(start[0], CultureInfo.InvariantCulture) + 1}@{start[1]}");

        new FolderProcesses(folder, host).TryKill("plugin", NullLogger.Instance).ShouldBeTrue();

        await EndAsync(stranger.Id);
        await stranger.WaitForExitAsync();
    }

    /// <summary>Ends a process that must be running.</summary>
    private static async Task EndAsync(int id)
    {
        Processes.IsAlive(id).ShouldBeTrue();
        using var process = Process.GetProcessById(id);
        process.Kill();
        await Processes.EndedAsync(id);
    }

    /// <summary>Starts a process that runs until it is killed, and waits until it shows its environment.</summary>
    private static Process StartStranger(string name, string value)
    {
        var start = new ProcessStartInfo("sleep", ["60"]);
        start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static void SkipWithoutEnvironments() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not show the environment of a process");
}
