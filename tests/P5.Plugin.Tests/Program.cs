using P5.Plugin;
using P5.Plugin.Tests.Support;

return await PluginServer.ServeAsync(logger => new TestPlugin(logger));
