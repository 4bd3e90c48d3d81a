using System.Diagnostics;

namespace P5.GoPlugin.Tests;

/// <summary>A plugin that a test starts itself, as a debugger would. Disposing of it ends it.</summary>
internal sealed class ForeignPlugin : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpf-");
    private readonly Process _process;

    private ForeignPlugin(string mode)
    {
        var start = new ProcessStartInfo(Programs.Faulty, mode) { RedirectStandardOutput = true };
        start.Environment["FAULTY_COOKIE"] = "crumb";
        start.Environment["PLUGIN_UNIX_SOCKET_DIR"] = _folder.FullName;
        _process = Process.Start(start)!;
    }

    internal ReattachConfig Config { get; private set; } = null!;

    internal bool IsAlive => !_process.HasExited;

    internal static PluginClientOptions Options { get; } = new()
    {
        Command = "kv",
        Handshake = new HandshakeConfig("FAULTY_COOKIE", "crumb", [1]),
    };

    /// <summary>Starts the plugin and waits until it listens.</summary>
    internal static async Task<ForeignPlugin> StartAsync(string mode)
    {
        var plugin = new ForeignPlugin(mode);
        string line = (await plugin._process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default))
            .ShouldNotBeNull();
        string[] fields = line.Split('|');
        plugin.Config = new ReattachConfig("grpc", fields[2], fields[3], plugin._process.Id, ProtocolVersion: 1);
        return plugin;
    }

    /// <summary>Sends the process a signal.</summary>
    internal async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/kill", ["-s", signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(TestTimeout.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
