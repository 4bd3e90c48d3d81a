using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

public sealed class PluginClientTests
{
    [Fact]
    public async Task CallAsync_GoodPlugin_Answers()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        StringValue answer = await client.EchoAsync("hello");

        answer.Value.ShouldBe("hello");
        client.ProtocolVersion.ShouldBe(1);
        client.IsRunning.ShouldBeTrue();
        plugin.ProcessIds().ShouldBe([client.ProcessId]);
    }

    [Fact]
    public async Task StopAsync_GoodPlugin_EndsItGracefully()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");

        await client.StopAsync().WaitAsync(TestTimeout.Default);

        client.IsRunning.ShouldBeFalse();
        client.Exited.IsCompletedSuccessfully.ShouldBeTrue();
    }
}
