using BenchmarkDotNet.Attributes;
using P5.Host;

namespace P5.Benchmarks;

/// <summary>The host's part of a call whose answers are all there already: five plugins of ten.</summary>
public class CachedCallBenchmarks
{
    private readonly P5Host _host = new();
    private readonly BenchmarkWorkspace _workspace = new();
    private readonly AuthenticationOptions _options =
        new() { PluginNames = BenchmarkWorkspace.BuiltinNames.ToHashSet() };

    [GlobalSetup]
    public async Task Prepare() => await CallAsync();

    [GlobalCleanup]
    public void Clean() => _workspace.Dispose();

    /// <summary>Reads all files, as after a change.</summary>
    [Benchmark]
    public WorkspaceConfiguration LoadChanged() => ConfigurationLoader.Load(_workspace.Root, "dev");

    /// <summary>Looks whether a file changed.</summary>
    [Benchmark]
    public WorkspaceConfiguration LoadUnchanged() => P5Host.LoadConfiguration(_workspace.Root, "dev");

    [Benchmark]
    public async Task<int> CallAsync()
    {
        int count = 0;
        await foreach (AuthenticationResult result in _host.AuthenticateAsync(
            P5Host.LoadConfiguration(_workspace.Root, "dev"), _options))
        {
            count += result.Credential is null ? 0 : 1;
        }

        return count;
    }
}
