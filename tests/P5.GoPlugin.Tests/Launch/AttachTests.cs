using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>A plugin that somebody else started.</summary>
public sealed class AttachTests
{
    [Theory]
    [InlineData("good")]
    [InlineData("tcp")]
    public async Task AttachAsync_RunningPlugin_AnswersAndIsLeftAlone(string mode)
    {
        Assert.SkipWhen(mode == "good" && OperatingSystem.IsWindows(), "Plugins listen on TCP on Windows.");
        await using ForeignPlugin plugin = await ForeignPlugin.StartAsync(mode);
        for (int host = 0; host < 2; host++)
        {
            PluginClient client = await PluginClient.AttachAsync(plugin.Config, ForeignPlugin.Options);

            (await client.EchoAsync("hello")).Value.ShouldBe("hello");
            client.IsAttached.ShouldBeTrue();
            client.IsRunning.ShouldBeTrue();
            client.ProcessId.ShouldBe(plugin.Config.ProcessId);

            await client.StopAsync().WaitAsync(TestTimeout.Default);

            client.IsRunning.ShouldBeFalse();
            client.Exited.IsCompletedSuccessfully.ShouldBeTrue();
            await Should.ThrowAsync<ObjectDisposedException>(() => client.EchoAsync("hello"));
        }

        plugin.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task CallAsync_PausedPlugin_AnswersWhenItGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        await using ForeignPlugin plugin = await ForeignPlugin.StartAsync("good");
        await using PluginClient client = await PluginClient.AttachAsync(plugin.Config, ForeignPlugin.Options);

        await plugin.SignalAsync("STOP");
        Task<StringValue> call = client.EchoAsync("hello");
        await Should.ThrowAsync<TimeoutException>(call.WaitAsync(TimeSpan.FromMilliseconds(200)));
        await plugin.SignalAsync("CONT");

        (await call.WaitAsync(TestTimeout.Default)).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task AttachAsync_PausedPlugin_AttachesAndAnswersWhenItGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        await using ForeignPlugin plugin = await ForeignPlugin.StartAsync("good");

        await plugin.SignalAsync("STOP");
        await using PluginClient client = await PluginClient
            .AttachAsync(plugin.Config, ForeignPlugin.Options).WaitAsync(TestTimeout.Default);
        Task<StringValue> call = client.EchoAsync("hello");
        await plugin.SignalAsync("CONT");

        (await call.WaitAsync(TestTimeout.Default)).Value.ShouldBe("hello");
    }

    [Fact]
    public async Task DisposeAsync_PausedPluginInACall_LetsGoAtOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        await using ForeignPlugin plugin = await ForeignPlugin.StartAsync("good");
        PluginClient client = await PluginClient.AttachAsync(plugin.Config, ForeignPlugin.Options);
        await plugin.SignalAsync("STOP");
        Task<StringValue> call = client.EchoAsync("hello");

        long start = Stopwatch.GetTimestamp();
        await client.DisposeAsync();

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(2), "nothing is waited for");
        await Should.ThrowAsync<ObjectDisposedException>(call.WaitAsync(TestTimeout.Default));
        await plugin.SignalAsync("CONT");
        plugin.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task CallAsync_PluginWasKilled_SaysWhichAndLetsGo()
    {
        await using ForeignPlugin plugin = await ForeignPlugin.StartAsync("tcp");
        await using PluginClient client = await PluginClient.AttachAsync(plugin.Config, ForeignPlugin.Options);
        await plugin.KillAsync();

        Exception? thrown = await Record.ExceptionAsync(() => client.EchoAsync("hello"));

        PluginCrashedException failure = thrown.ShouldBeOfType<PluginCrashedException>($"{thrown}");
        failure.Message.ShouldStartWith(
            $"The plugin 'kv' (attached as process {plugin.Config.ProcessId} at '127.0.0.1:");
        failure.RecommendedAction.ShouldContain("Start the plugin again");
        client.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task AttachAsync_ProcessIsGone_SaysSo()
    {
        await using ForeignPlugin plugin = await ForeignPlugin.StartAsync("tcp");
        await plugin.KillAsync();

        (await FailToAttachAsync<PluginAttachException>(plugin.Config)).Message.ShouldEndWith("its process has ended.");
    }

    [Fact]
    public async Task AttachAsync_NothingListens_SaysSo()
    {
        // A port that was free a moment ago.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = $"{listener.LocalEndpoint}";
        listener.Stop();

        var failure = await FailToAttachAsync<PluginAttachException>(
            new ReattachConfig("grpc", "tcp", address, Environment.ProcessId, 1));

        failure.Message.ShouldContain("nothing is listening there");
    }

    [Theory]
    [InlineData("tcp", "8.8.8.8:80", "is not on this machine's loopback")]
    [InlineData("tcp", "example.com:80", "is not on this machine's loopback")]
    [InlineData("tcp", "127.0.0.1", "is not a host and a port")]
    [InlineData("unix", "plugin1", "is not a full path")]
    [InlineData("udp", "127.0.0.1:80", "is neither 'unix' nor 'tcp'")]
    public async Task AttachAsync_AddressOfAnotherMachine_IsRefused(
        string network, string address, string problem) =>
        (await FailToAttachAsync<PluginAttachException>(new ReattachConfig("grpc", network, address, 1, 1)))
            .Message.ShouldEndWith($"{problem}.");

    [Theory]
    [InlineData(null, "unix", "/tmp/x", "Protocol")]
    [InlineData("grpc", null, "/tmp/x", "Network")]
    [InlineData("grpc", "unix", null, "Address")]
    public async Task AttachAsync_PartIsNull_NamesIt(string? protocol, string? network, string? address, string name)
    {
        var failure = await FailToAttachAsync<ArgumentException>(
            new ReattachConfig(protocol!, network!, address!, 1, 1));

        failure.ParamName.ShouldBe(name);
        failure.Message.ShouldStartWith($"The {name} of the plugin to attach to is null. Set it.");
    }

    [Fact]
    public async Task AttachAsync_OtherProtocol_NamesBothSides()
    {
        var failure = await FailToAttachAsync<PluginProtocolException>(
            new ReattachConfig("netrpc", "tcp", "127.0.0.1:1", 1, 1));

        failure.PluginSpeaks.ShouldBe("netrpc");
        failure.HostSpeaks.ShouldBe("grpc");
    }

    [Fact]
    public async Task AttachAsync_OtherVersion_NamesBothSides()
    {
        var failure = await FailToAttachAsync<PluginProtocolException>(
            new ReattachConfig("grpc", "tcp", "127.0.0.1:1", 1, 7));

        failure.PluginSpeaks.ShouldBe("7");
        failure.HostSpeaks.ShouldBe("1");
    }

    private static Task<TException> FailToAttachAsync<TException>(ReattachConfig config)
        where TException : Exception =>
        Should.ThrowAsync<TException>(() => PluginClient.AttachAsync(config, ForeignPlugin.Options));
}
