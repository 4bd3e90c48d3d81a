using DevEnv;
using P5.Plugin;

return await PluginServer.ServeAsync(logger => new DevEnvPlugin(logger));
