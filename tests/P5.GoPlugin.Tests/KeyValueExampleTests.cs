using System.Diagnostics;
using System.Reflection;

namespace P5.GoPlugin.Tests;

/// <summary>The example of another go-plugin service, whose plugin is on HashiCorp's library.</summary>
public sealed class KeyValueExampleTests : IDisposable
{
    private static readonly string s_folder = Path.GetFullPath(
        typeof(KeyValueExampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "KeyValueExample").Value!);

    private readonly DirectoryInfo _values = Directory.CreateTempSubdirectory("gpt-kv-");

    private static string Plugin => Path.Combine(s_folder, "plugin-go", "bin", "kv" + Extension);

    private static string Extension => OperatingSystem.IsWindows() ? ".exe" : "";

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
            Command = Plugin,
            Handshake = new HandshakeConfig("KV_PLUGIN", "hello", [1]),
        };

        PluginClient[] clients = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => PluginClient.StartAsync(options)))
            .WaitAsync(TimeSpan.FromMinutes(2));
        await Task.WhenAll(clients.Select(client => client.PingAsync())).WaitAsync(FaultyPlugin.Patience);
        faulty.SocketFolders.Length.ShouldBe(200);
        await Task.WhenAll(clients.Select(client => client.StopAsync())).WaitAsync(FaultyPlugin.Patience);

        clients.ShouldAllBe(client => !FaultyPlugin.IsAlive(client.ProcessId));
    }

    private static void SkipWithoutPlugin() => Assert.SkipUnless(
        File.Exists(Plugin), $"the plugin is not built: examples/go-plugin-kv/plugin-go/build-debian.sh makes {Plugin}");

    private async Task<(int ExitCode, string Output, string Error)> HostAsync(params string[] arguments)
    {
        string host = Path.Combine(s_folder, "host", "bin", BuildConfiguration, "net10.0", "kv-host" + Extension);
        using Process process = Process.Start(new ProcessStartInfo(host, [Plugin, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KV_FOLDER"] = _values.FullName },
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(FaultyPlugin.Patience);
        return (process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }

    private static string BuildConfiguration => typeof(KeyValueExampleTests).Assembly
        .GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
}
