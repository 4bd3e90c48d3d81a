using System.Globalization;
using System.Text.Json;
using P5.BenchHost;

if (args.Length is < 2 or > 3 || !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
{
    Console.Error.WriteLine("usage: p5-bench-host warm|cold|many COUNT PLUGIN, or workspaces COUNT");
    return 2;
}

Measurement result = args switch
{
    ["warm", _, var plugin] => await new PluginMeasurements(plugin).WarmAsync(count),
    ["cold", _, var plugin] => await new PluginMeasurements(plugin).ColdAsync(count),
    ["many", _, var plugin] => await new PluginMeasurements(plugin).ManyAsync(count),
    ["workspaces", _] => WorkspaceMeasurements.Load(count),
    _ => throw new ArgumentException($"There is no measurement '{args[0]}'."),
};
Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
return 0;
