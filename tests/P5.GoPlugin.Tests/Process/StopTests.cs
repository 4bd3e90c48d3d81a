
namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class StopTests
{
    [Theory]
    // Asked and obeyed; asked and not understood; asked and ignored; not even answered.
    [InlineData("good")]
    [InlineData("bare")]
    [InlineData("ignore-shutdown")]
    [InlineData("hang-at-shutdown")]
    // The same, and deaf to signals.
    [InlineData("stubborn")]
    public async Task StopAsync_AnyPlugin_IsGone(string mode)
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync(mode);

        await client.StopAsync().WaitAsync(TestTimeout.Default);

        client.IsRunning.ShouldBeFalse();
        Processes.IsAlive(client.ProcessId).ShouldBeFalse();
        client.Exited.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task StopAsync_TimePasses_KillsAfterTwoSeconds()
    {
        await using var plugin = new FaultyPlugin();
        var time = new ObservedTime();
        PluginClient client = await plugin.StartAsync(
            "hang-at-shutdown", options => options with { TimeProvider = time });

        Task stop = client.StopAsync();
        await time.TimerSetAsync(TimeSpan.FromSeconds(2)).WaitAsync(TestTimeout.Default);
        time.Advance(TimeSpan.FromSeconds(1.9));
        client.IsRunning.ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(0.2));

        await stop.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task StopAsync_CancelledInTheGrace_KillsAtOnce()
    {
        await using var plugin = new FaultyPlugin();
        var time = new ObservedTime();
        PluginClient client = await plugin.StartAsync(
            "hang-at-shutdown", options => options with { TimeProvider = time });
        using var cancel = new CancellationTokenSource();
        Task stop = client.StopAsync(cancel.Token);
        await time.TimerSetAsync(TimeSpan.FromSeconds(2)).WaitAsync(TestTimeout.Default);

        // The two seconds never pass.
        await cancel.CancelAsync();

        await stop.WaitAsync(TestTimeout.Default);

        client.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task KillAsync_RunningPlugin_DoesNotAskFirst()
    {
        await using var plugin = new FaultyPlugin();
        string asked = Path.Combine(plugin.PidFolder, "..", "asked");
        var log = new LoggedLines();
        PluginClient client = await plugin.StartAsync("ignore-shutdown", options => options with
        {
            Environment = new Dictionary<string, string?>(options.Environment) { ["FAULTY_SHUTDOWN"] = asked },
            LoggerFactory = log,
        });

        await client.KillAsync().WaitAsync(TestTimeout.Default);

        File.Exists(asked).ShouldBeFalse();
        log.Text.ShouldNotContain("did not accept the request to shut down");
    }

    [Fact]
    public async Task StopAsync_ManyTimes_IsOneStop()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.StopAsync())).WaitAsync(TestTimeout.Default);
        await client.DisposeAsync();

        client.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task KillAsync_PluginWithChildren_KillsTheTree()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("grandchild");
        await client.EchoAsync("x");
        await plugin.ProcessIdsAsync(2);
        await client.KillAsync().WaitAsync(TestTimeout.Default);

        plugin.ProcessIds().Count.ShouldBe(2); // and none alive, as its disposal proves
    }

    [Fact]
    public async Task KillAsync_DuringACall_EndsTheCall()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("slow");
        var call = client.EchoAsync("wait");
        await plugin.OutputAsync(output => output.Text.StartsWith("waiting", StringComparison.Ordinal));

        await client.KillAsync().WaitAsync(TestTimeout.Default);

        await Should.ThrowAsync<ObjectDisposedException>(() => call.WaitAsync(TestTimeout.Default));
    }

    [Fact]
    public async Task CallAsync_AfterStop_IsDisposed()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");
        await client.StopAsync().WaitAsync(TestTimeout.Default);

        await Should.ThrowAsync<ObjectDisposedException>(
            () => client.EchoAsync("x"));
    }
}
