using Example.Kv;
using Google.Protobuf;
using P5.GoPlugin;

if (args is not ([_, "get", _] or [_, "put", _, _]))
{
    await Console.Error.WriteLineAsync("usage: kv-host PLUGIN get KEY | put KEY VALUE");
    return 2;
}

var options = new PluginClientOptions
{
    Command = args[0],
    Handshake = new HandshakeConfig("KV_PLUGIN", "hello", ProtocolVersions: [1]),
    Output = output =>
    {
        // What it logs for those who debug it is left out here.
        if (output.Level >= PluginLogLevel.Information)
        {
            Console.Error.WriteLine($"plugin: {output.Text}");
        }
    },
};

try
{
    await using PluginClient plugin = await PluginClient.StartAsync(options);
    var store = new KeyValueStore(plugin);
    if (args is [_, "put", var key, var value])
    {
        await store.PutAsync(key, ByteString.CopyFromUtf8(value));
    }
    else
    {
        Console.WriteLine((await store.GetAsync(args[2])).ToStringUtf8());
    }

    return 0;
}
catch (PluginRpcException failure) when (failure.StatusCode == GrpcStatusCode.NotFound)
{
    await Console.Error.WriteLineAsync(failure.Detail);
    return 1;
}
catch (PluginException failure)
{
    await Console.Error.WriteLineAsync($"{failure.Message} {failure.RecommendedAction}");
    return 1;
}
