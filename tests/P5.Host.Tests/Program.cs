using P5.Host.Tests;
using Xunit.Runner.InProc.SystemConsole;

// A process of its own, for tests of what processes share.
if (args is [OtherProcess.Argument, .. string[] arguments])
{
    await OtherProcess.RunAsync(arguments);
    return 0;
}

return await ConsoleRunner.Run(args);
