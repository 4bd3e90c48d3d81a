using BenchmarkDotNet.Attributes;
using P5.GoPlugin;

namespace P5.Benchmarks;

/// <summary>One line of a plugin's log.</summary>
public class LogLineBenchmarks
{
    private const string Line =
        """{"@level":"info","@message":"authenticated","@module":"dev-env","""
        + """ "@timestamp":"2026-11-22T10:11:12.131415Z","stack":"dev","calls":1}""";

    [Benchmark]
    public PluginOutput? Parse() => LogLine.TryParse(Line);
}
