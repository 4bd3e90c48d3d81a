using P5.Plugin;
using P5.Recorder;

// The tests count what is left of the plugins they started: each leaves a file that is named for its process.
if (args.Length > 0)
{
    await File.WriteAllTextAsync(Path.Combine(args[0], $"{Environment.ProcessId}"), "");
}

return await PluginServer.ServeAsync(new RecorderPlugin());
