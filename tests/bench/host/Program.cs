using System.Globalization;
using System.Text.Json;
using P5.BenchHost;

if (args.Length != 3 || !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
{
    Console.Error.WriteLine("usage: p5-bench-host warm|cold|many COUNT PLUGIN");
    return 2;
}

var measurements = new Measurements(Path.GetFullPath(args[2]));
Measurement result = args[0] switch
{
    "warm" => await measurements.WarmAsync(count),
    "cold" => await measurements.ColdAsync(count),
    "many" => await measurements.ManyAsync(count),
    _ => throw new ArgumentException($"There is no measurement '{args[0]}'."),
};
Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
return 0;
