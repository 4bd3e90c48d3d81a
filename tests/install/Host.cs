using P5.GoPlugin;
using P5.Proto.V0;

// A host on the package P5.GoPlugin: asks the plugin that it is given for a backend, and prints it.
await using PluginClient plugin = await PluginClient.StartAsync(new PluginClientOptions
{
    Command = args[0],
    Handshake = new HandshakeConfig("P5_PLUGIN", "v0", ProtocolVersions: [1]),
});
var request = new AuthenticateRequest { StackName = "dev", ProgramConfig = { ["backendUrl"] = "file://from-host" } };
AuthenticateResponse answer = await new AuthPlugin.AuthPluginClient(plugin.CallInvoker)
    .AuthenticateAsync(request, deadline: DateTime.UtcNow.AddSeconds(30));
Console.WriteLine(answer.Env["PULUMI_BACKEND_URL"]);
