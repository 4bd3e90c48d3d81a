using System.Globalization;
using BenchmarkDotNet.Attributes;
using P5.Host;

namespace P5.Benchmarks;

/// <summary>A credential of a thousand variables into the process's environment, and back.</summary>
public class EnvironmentBenchmarks
{
    private readonly EnvironmentSession _session =
        new(new ProcessEnvironment(), folder: null, TimeProvider.System);
    private readonly PluginCredential _credential = PluginCredential.Create(
        "env",
        new AuthenticationContext("/workspace", "dev", "program"),
        Enumerable.Range(0, 1000).Select(number => KeyValuePair.Create(
            string.Create(CultureInfo.InvariantCulture, $"P5_BENCHMARK_{number}"), "a value of some length")),
        lifetimeSeconds: 0,
        DateTimeOffset.UnixEpoch);

    [Benchmark]
    public int ApplyAndClear() => _session.Apply([_credential]).Count + _session.Clear().Count;
}
