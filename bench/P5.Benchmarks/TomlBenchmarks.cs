using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using P5.Host;

namespace P5.Benchmarks;

/// <summary>A p5.toml of ordinary plugins, to its values.</summary>
public class TomlBenchmarks
{
    private byte[] _bytes = [];

    [Params(1, 10, 1000)]
    public int Plugins { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var text = new StringBuilder();
        for (int number = 0; number < Plugins; number++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"[plugins.p{number}]\ncmd = \"./plugins/p{number}\" # ours\nargs = [1, 'two']\n"
                + $"config = {{ a = 1.5, b.c = 2026-01-02 }}\n");
        }

        _bytes = Encoding.UTF8.GetBytes(text.ToString());
    }

    [Benchmark]
    public object Read() => new TomlReader(
        ConfigFileText.Decode(ConfigurationStage.Global, "p5.toml", _bytes),
        new ConfigurationLoaderOptions()).ReadStrict();
}
