using P5.GoPlugin;
using P5.GoPlugin.Tests;

// A host of its own, for tests that need one that dies: starts plugins, says what came of it, stops them at the end of
// its input. Arguments: the mode, how many, the folder for sockets, the folder for the process ids.
var started = new List<PluginClient>();
for (int i = 0; i < int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture); i++)
{
    try
    {
        PluginClientOptions options = FaultyPlugin.Options(args[0], socketRoot: args[2], pidFolder: args[3]);
        started.Add(await PluginClient.StartAsync(options));
        Console.WriteLine($"started {started[^1].ProcessId}");
    }
    catch (PluginException failure)
    {
        Console.WriteLine($"{failure.GetType().Name}: {failure.Message}");
    }
}

Console.WriteLine("ready");
await Console.In.ReadToEndAsync();
await Task.WhenAll(started.Select(plugin => plugin.StopAsync()));
return 0;
