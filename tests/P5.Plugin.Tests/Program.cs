using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using P5.Plugin;
using P5.Plugin.Tests;
using Xunit.Runner.InProc.SystemConsole;

if (Environment.GetEnvironmentVariable(PluginProcess.Variable) is null)
{
    return await ConsoleRunner.Run(args);
}

return args switch
{
    ["--no-auth-plugin"] => await PluginServer.ServeAsync(new PluginServerOptions()),
    ["--echo"] => await PluginServer.ServeAsync(new PluginServerOptions
    {
        ConfigureServices = services => services
            .AddSingleton<EchoPrefix>()
            .AddSingleton<IAuthPlugin, TestPlugin>(),
        MapServices = endpoints => endpoints.MapGrpcService<EchoService>(),
    }),
    _ => await PluginServer.ServeAsync(logger => new TestPlugin(logger)),
};
