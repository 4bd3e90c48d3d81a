using System.Diagnostics;
using System.Globalization;
using P5.GoPlugin;
using P5.Soak;

if (args.Length is not (1 or 3) || !File.Exists(args[0]))
{
    Console.Error.WriteLine(
        "usage: soak PLUGIN [CALLS ROUNDS], where PLUGIN is the kv plugin of examples/go-plugin-kv");
    return 2;
}

int calls = args.Length == 3 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000;
int rounds = args.Length == 3 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1_000;
var options = new PluginClientOptions
{
    Command = Path.GetFullPath(args[0]),
    Handshake = new HandshakeConfig("KV_PLUGIN", "hello", ProtocolVersions: [1]),
};

// Code is compiled, pools are filled and the caches are warm before anything is counted.
await CallAsync(calls / 10);
await StartAndStopAsync(rounds / 10);

Console.WriteLine(Footprint.Header);
await MeasureAsync($"{calls} calls", () => CallAsync(calls));
await MeasureAsync($"{rounds} start-stop rounds", () => StartAndStopAsync(rounds));
return 0;

async Task CallAsync(int count)
{
    await using PluginClient plugin = await PluginClient.StartAsync(options);
    for (int i = 0; i < count; i++)
    {
        await plugin.PingAsync();
    }
}

async Task StartAndStopAsync(int count)
{
    for (int i = 0; i < count; i++)
    {
        await using PluginClient plugin = await PluginClient.StartAsync(options);
        await plugin.PingAsync();
    }
}

async Task MeasureAsync(string what, Func<Task> work)
{
    Console.WriteLine(Footprint.Now().Format($"before {what}"));
    long start = Stopwatch.GetTimestamp();
    await work();
    TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
    Console.WriteLine(Footprint.Now().Format($"after, {elapsed.TotalSeconds:0.0} s"));
}
