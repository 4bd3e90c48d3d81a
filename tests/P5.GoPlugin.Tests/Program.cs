using P5.GoPlugin;
using P5.GoPlugin.Tests;

// A host of its own, for tests that need one that dies: starts plugins, says what came of it, stops them at the end of
// its input. Arguments: the mode, how many, the folder for sockets, the folder for the process ids; and where it shall
// be short of descriptors after its first plugin, how many it leaves free.
TextReader input = Console.In; // opened while there are descriptors
var hoard = new List<FileStream>();
var started = new List<PluginClient>();
if (args.Length > 4)
{
    // What is loaded when something fails is loaded now: that takes descriptors too.
    await Should.ThrowAsync<PluginException>(
        () => PluginClient.StartAsync(FaultyPlugin.Options("exit-zero", socketRoot: args[2], pidFolder: args[3])));
    await Should.ThrowAsync<PluginException>(
        () => PluginClient.StartAsync(FaultyPlugin.Options("exit-zero", socketRoot: "/proc/self", pidFolder: args[3])));
}

for (int i = 0; i < int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture); i++)
{
    try
    {
        PluginClientOptions options = FaultyPlugin.Options(args[0], socketRoot: args[2], pidFolder: args[3]);
        started.Add(await PluginClient.StartAsync(options));
        Console.WriteLine($"started {started[^1].ProcessId}");
        if (args.Length > 4 && hoard.Count == 0)
        {
            Hoard(int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture));
        }
    }
    catch (PluginException failure)
    {
        Console.WriteLine($"{failure.GetType().Name}: {failure.Message}");
    }
}

hoard.ForEach(file => file.Dispose());
Console.WriteLine("ready");
await input.ReadToEndAsync();
await Task.WhenAll(started.Select(plugin => plugin.StopAsync()));
return 0;

void Hoard(int spare)
{
    try
    {
        while (true)
        {
            hoard.Add(File.OpenRead("/dev/null"));
        }
    }
    catch (IOException)
    {
        hoard[^spare..].ForEach(file => file.Dispose());
    }
}
