using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using P5.Toml;

namespace P5.Benchmarks;

/// <summary>A p5.toml of ordinary plugins, to its values.</summary>
public class TomlBenchmarks
{
    private string _text = "";

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
                $"[plugins.p{number}]\ncmd = \"./plugins/p{number}\" # ours\nargs = [1, 'two']\nconfig = {{ a = 1.5, b.c = 2026-01-02 }}\n");
        }

        _text = text.ToString();
    }

    [Benchmark]
    public TomlTable Parse() => TomlParser.ParseStrict(_text).ToTable();
}
