using System.Diagnostics;

namespace P5.GoPlugin.Tests;

/// <summary>The example of another go-plugin service, whose plugin is on HashiCorp's library.</summary>
public sealed class KeyValueExampleTests : IDisposable
{
    private const string Folder = "examples/go-plugin-kv";

    private static readonly string s_plugin = Repository.ProgramAt($"{Folder}/plugin-go/bin/kv");
    private static readonly string s_host = Repository.ProgramOf($"{Folder}/host", "kv-host");

    private readonly DirectoryInfo _values = Directory.CreateTempSubdirectory("gpt-kv-");

    public void Dispose() => _values.Delete(recursive: true);

    [Fact]
    public async Task Host_PutAndGet_ReachThePlugin()
    {
        SkipWithoutPlugin();

        (await HostAsync("put", "greeting", "grüezi")).ShouldBe((0, "", ""));

        (await HostAsync("get", "greeting")).ShouldBe((0, "grüezi", ""));
        (await HostAsync("get", "nothing")).ShouldBe((1, "", "nothing is stored under \"nothing\""));
    }

    [Fact]
    public async Task StartAsync_TwoHundredAtOnce_AllAnswerAndEnd()
    {
        SkipWithoutPlugin();
        await using var faulty = new FaultyPlugin();
        PluginClientOptions options = faulty.Options("unused") with
        {
            Command = s_plugin,
            Handshake = new HandshakeConfig("KV_PLUGIN", "hello", [1]),
        };

        PluginClient[] clients = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => PluginClient.StartAsync(options)))
            .WaitAsync(TimeSpan.FromMinutes(2));
        await Task.WhenAll(clients.Select(client => client.PingAsync())).WaitAsync(TestTimeout.Default);
        faulty.SocketFolders.Length.ShouldBe(200);
        await Task.WhenAll(clients.Select(client => client.StopAsync())).WaitAsync(TestTimeout.Default);

        clients.ShouldAllBe(client => !Processes.IsAlive(client.ProcessId));
    }

    private static void SkipWithoutPlugin() => Assert.SkipUnless(
        File.Exists(s_plugin), $"the plugin is not built: {Folder}/plugin-go/build-debian.sh makes {s_plugin}");

    private async Task<(int ExitCode, string Output, string Error)> HostAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(s_host, [s_plugin, .. arguments]);
        start.Environment["KV_FOLDER"] = _values.FullName;
        RunResult result = await Programs.RunAsync(start);
        return (result.ExitCode, result.Output.TrimEnd(), result.Error.TrimEnd());
    }
}
