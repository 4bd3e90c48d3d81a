using Google.Protobuf;
using P5.GoPlugin;

namespace Example.Kv;

/// <summary>The service that the plugin offers, one method of C# for each of the contract.</summary>
internal sealed class KeyValueStore(PluginClient plugin)
{
    private static readonly GrpcMethod<GetRequest, GetResponse> s_get = new("example.kv.KV", "Get", GetResponse.Parser);
    private static readonly GrpcMethod<PutRequest, PutResponse> s_put = new("example.kv.KV", "Put", PutResponse.Parser);

    internal async Task<ByteString> GetAsync(string key, CancellationToken cancellationToken = default) =>
        (await plugin.CallAsync(s_get, new GetRequest { Key = key }, TimeSpan.FromSeconds(5), cancellationToken)).Value;

    internal Task PutAsync(string key, ByteString value, CancellationToken cancellationToken = default) =>
        plugin.CallAsync(
            s_put, new PutRequest { Key = key, Value = value }, TimeSpan.FromSeconds(5), cancellationToken);
}
