using Example.Kv;
using Google.Protobuf;
using Grpc.Core;
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
        // Debug logs are omitted.
        if (output.Level >= PluginLogLevel.Information)
        {
            Console.Error.WriteLine($"plugin: {output.Text}");
        }
    },
};

try
{
    await using PluginClient plugin = await PluginClient.StartAsync(options);
    var store = new KV.KVClient(plugin.CallInvoker);
    DateTime deadline = DateTime.UtcNow.AddSeconds(5);
    if (args is [_, "put", var key, var value])
    {
        await store.PutAsync(new PutRequest { Key = key, Value = ByteString.CopyFromUtf8(value) }, deadline: deadline);
    }
    else
    {
        GetResponse answer = await store.GetAsync(new GetRequest { Key = args[2] }, deadline: deadline);
        Console.WriteLine(answer.Value.ToStringUtf8());
    }

    return 0;
}
catch (PluginRpcException failure) when (failure.StatusCode == StatusCode.NotFound)
{
    await Console.Error.WriteLineAsync(failure.Detail);
    return 1;
}
catch (PluginException failure)
{
    await Console.Error.WriteLineAsync($"{failure.Message} {failure.RecommendedAction}");
    return 1;
}
