using BenchmarkDotNet.Attributes;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Benchmarks;

/// <summary>A call on a plugin that runs: the one in Go, which tests/bench/run.ps1 builds.</summary>
public class CallBenchmarks
{
    private static readonly GrpcMethod<AuthenticateRequest, AuthenticateResponse> s_authenticate =
        new("p5.plugin.v0.AuthPlugin", "Authenticate", AuthenticateResponse.Parser);

    private PluginClient? _plugin;

    [GlobalSetup]
    public async Task StartAsync() => _plugin = await PluginClient.StartAsync(new PluginClientOptions
    {
        Command = Environment.GetEnvironmentVariable("P5_BENCHMARK_PLUGIN")
            ?? throw new InvalidOperationException("P5_BENCHMARK_PLUGIN must name the plugin in Go."),
        Handshake = new HandshakeConfig("P5_PLUGIN", "v0", ProtocolVersions: [1]),
    });

    [GlobalCleanup]
    public async Task StopAsync() => await _plugin!.StopAsync();

    [Benchmark]
    public Task<AuthenticateResponse> CallAsync() =>
        _plugin!.CallAsync(s_authenticate, new AuthenticateRequest { StackName = "dev", ProgramName = "program" });
}
