using P5.Plugin;
using P5.Plugin.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

return Environment.GetEnvironmentVariable(PluginProcess.Variable) is null
    ? await ConsoleRunner.Run(args)
    : await PluginServer.ServeAsync(logger => new TestPlugin(logger));
