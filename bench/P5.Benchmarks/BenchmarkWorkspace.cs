using System.Globalization;
using System.Text;

namespace P5.Benchmarks;

/// <summary>A workspace with ten plugins, the built-in ones among them, which need no process.</summary>
internal sealed class BenchmarkWorkspace : IDisposable
{
    private const int Plugins = 10;

    public BenchmarkWorkspace()
    {
        var toml = new StringBuilder("[plugins.env.config.vars]\nP5_BENCHMARK = \"value\"\n");
        foreach (string name in BuiltinNames.Skip(1))
        {
            toml.Append(CultureInfo.InvariantCulture, $"[plugins.{name}]\n");
        }

        for (int number = BuiltinNames.Count; number < Plugins; number++)
        {
            toml.Append(
                CultureInfo.InvariantCulture,
                $"[plugins.p{number}]\ncmd = \"./p{number}\"\n[plugins.p{number}.config]\nkey = \"value\"\n");
        }

        Write("p5.toml", toml.ToString());
        Write("Pulumi.yaml", "name: benchmark\nruntime: yaml\n");
        Write("Pulumi.dev.yaml", "config:\n  p5:plugins:\n    p5: {config: {key: other}}\n");
    }

    /// <summary>The plugins that can be asked here.</summary>
    public static IReadOnlyList<string> BuiltinNames { get; } = ["env", "cloudflare", "grafana", "k9s", "kubernetes"];

    /// <summary>Its folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("p5-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    // Files that were written a moment ago are read again each time.
    private void Write(string name, string text)
    {
        string file = Path.Combine(Root, name);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
    }
}
