using Example.Kv;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using P5.Plugin;

string? folder = Environment.GetEnvironmentVariable("KV_FOLDER");

return await PluginServer.ServeAsync(new PluginServerOptions
{
    Handshake = new HandshakeConfig("KV_PLUGIN", "hello", ProtocolVersions: [1]),
    ConfigureServices = services => services.AddSingleton(
        new FileStore(string.IsNullOrEmpty(folder) ? Path.GetTempPath() : folder)),
    MapServices = endpoints => endpoints.MapGrpcService<KvService>(),
});
