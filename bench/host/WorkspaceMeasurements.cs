using System.Diagnostics;
using System.Globalization;
using P5.Host;

namespace P5.BenchHost;

/// <summary>How long the configuration of a large repository takes.</summary>
internal static class WorkspaceMeasurements
{
    private const int Plugins = 10;
    private const int WarmUp = 200;

    /// <summary>Reads the configuration of workspaces that each have three files.</summary>
    /// <param name="count">How many workspaces.</param>
    internal static Measurement Load(int count)
    {
        string repository = Directory.CreateTempSubdirectory("p5-bench-").FullName;
        try
        {
            string[] workspaces = [.. Enumerable.Range(0, count).Select(number => Make(repository, number))];
            for (int i = 0; i < WarmUp; i++)
            {
                ConfigurationLoader.Load(workspaces[0], "dev");
            }

            long began = Stopwatch.GetTimestamp();
            foreach (string workspace in workspaces)
            {
                ConfigurationLoader.Load(workspace, "dev");
            }

            return new Measurement(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }
    }

    private static string Make(string repository, int number)
    {
        string workspace = Path.Combine(repository, number.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(workspace);
        File.WriteAllText(Path.Combine(workspace, "Pulumi.yaml"), $"name: program-{number}\nruntime: yaml\n");
        File.WriteAllText(
            Path.Combine(workspace, "Pulumi.dev.yaml"), "config:\n  p5:plugins:\n    p1: {config: {key: other}}\n");
        File.WriteAllLines(
            Path.Combine(workspace, "p5.toml"),
            Enumerable.Range(0, Plugins).SelectMany(plugin => new[]
            {
                $"[plugins.p{plugin}]", $"cmd = \"./p{plugin}\"", $"[plugins.p{plugin}.config]", "key = \"value\"",
            }));
        return workspace;
    }
}
