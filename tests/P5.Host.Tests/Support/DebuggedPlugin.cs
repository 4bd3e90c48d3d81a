using System.Diagnostics;
using System.Text.Json.Nodes;

namespace P5.Host.Tests;

/// <summary>A recorder that runs as under a debugger, until it is disposed of.</summary>
internal sealed class DebuggedPlugin : IAsyncDisposable
{
    private const string LinePrefix = "$env:P5_REATTACH_PLUGINS = '";

    private readonly DirectoryInfo _pids = Directory.CreateTempSubdirectory("p5-debug-");
    private readonly Process _process;

    private DebuggedPlugin() => _process = Process.Start(
        new ProcessStartInfo(Programs.Recorder, [_pids.FullName, "--p5-debug"])
        {
            RedirectStandardOutput = true,
            Environment = { ["P5_PLUGIN"] = null },
        })!;

    public int ProcessId => _process.Id;

    public bool IsAlive => !_process.HasExited;

    /// <summary>The value that it prints, for a plugin with the name <c>a</c>.</summary>
    public string Variable { get; private set; } = "";

    public static async Task<DebuggedPlugin> StartAsync()
    {
        var plugin = new DebuggedPlugin();
        while (plugin.Variable.Length == 0)
        {
            string line = (await plugin._process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default))
                .ShouldNotBeNull()
                .Trim();
            if (line.StartsWith(LinePrefix, StringComparison.Ordinal))
            {
                JsonObject entries = JsonNode.Parse(line[LinePrefix.Length..^1])!.AsObject();
                plugin.Variable = new JsonObject { ["a"] = entries.Single().Value!.DeepClone() }.ToJsonString();
            }
        }

        return plugin;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(TestTimeout.Default);
        _process.Dispose();
        _pids.Delete(recursive: true);
    }
}
