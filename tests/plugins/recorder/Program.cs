using P5.Plugin;
using P5.Recorder;

// The tests count what is left of the plugins they started: each leaves a file that is named for its process.
if (args.Length > 0)
{
    await File.WriteAllTextAsync(Path.Combine(args[0], $"{Environment.ProcessId}"), "");
}

RecorderPlugin? plugin = null;
int exitCode = await PluginServer.ServeAsync(logger => plugin = new RecorderPlugin(logger));
if (plugin?.LastWords is { } words)
{
    // Console is the host's by way of the stdio service, which has ended.
    using var error = new StreamWriter(Console.OpenStandardError());
    await error.WriteLineAsync(words);
}

return exitCode;
