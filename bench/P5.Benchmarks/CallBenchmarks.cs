using BenchmarkDotNet.Attributes;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Benchmarks;

/// <summary>A call on a plugin that runs: the one in Go, which bench/run.ps1 builds.</summary>
public class CallBenchmarks
{
    private PluginClient? _plugin;
    private AuthPlugin.AuthPluginClient? _client;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _plugin = await PluginClient.StartAsync(new PluginClientOptions
        {
            Command = Environment.GetEnvironmentVariable("P5_BENCHMARK_PLUGIN")
                ?? throw new InvalidOperationException("P5_BENCHMARK_PLUGIN must name the plugin in Go."),
            Handshake = new HandshakeConfig("P5_PLUGIN", "v0", ProtocolVersions: [1]),
        });
        _client = new AuthPlugin.AuthPluginClient(_plugin.CallInvoker);
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _plugin!.StopAsync();

    [Benchmark]
    public async Task<AuthenticateResponse> CallAsync() =>
        await _client!.AuthenticateAsync(new AuthenticateRequest { StackName = "dev", ProgramName = "program" });
}
