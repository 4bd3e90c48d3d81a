using System.Globalization;
using System.Text;
using P5.GoPlugin.Tests;
using Xunit.Runner.InProc.SystemConsole;

if (args is [CommandStartTests.ShowArguments, .. string[] shown])
{
    Console.OutputEncoding = Encoding.UTF8;
    Array.ForEach(shown, argument => Console.WriteLine($"[{argument}]"));
    return 0;
}

if (args is [JobHost.Argument, string role])
{
    await JobHost.RunAsync(role);
    return 0;
}

if (args is [ConsoleHost.Argument, string part])
{
    await ConsoleHost.RunAsync(part);
    return 0;
}

if (args is not [HostProcess.Argument, .. string[] arguments])
{
    return await ConsoleRunner.Run(args);
}

// A host of its own, for tests that need one that dies, or that counts. It does its work, says what came of it, and
// stops its plugins at the end of its input. Arguments: a mode, how many plugins; or modes with commas between them,
// how many rounds; then the folder for sockets, the folder for the process ids; and, to make it short of
// descriptors after its first plugin, how many it has left.
TextReader input = Console.In; // opened while there are descriptors
int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
var host = new TestHost(socketRoot: arguments[2], pidFolder: arguments[3]);
if (arguments[0].Split(',') is { Length: > 1 } modes)
{
    await host.CountRoundsAsync(modes, count);
}
else
{
    int? spareDescriptors = arguments.Length > 4 ? int.Parse(arguments[4], CultureInfo.InvariantCulture) : null;
    await host.StartAsync(arguments[0], count, spareDescriptors);
}

Console.WriteLine("ready");
await input.ReadToEndAsync();
await host.StopAsync();
return 0;
