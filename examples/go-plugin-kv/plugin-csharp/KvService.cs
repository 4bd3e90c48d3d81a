using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Example.Kv;

/// <summary>The service of kv.proto.</summary>
internal sealed partial class KvService(FileStore store, ILogger logger) : KV.KVBase
{
    public override async Task<GetResponse> Get(GetRequest request, ServerCallContext context)
    {
        byte[] value = await store.ReadAsync(request.Key, context.CancellationToken)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"nothing is stored under \"{request.Key}\""));
        return new GetResponse { Value = ByteString.CopyFrom(value) };
    }

    public override async Task<PutResponse> Put(PutRequest request, ServerCallContext context)
    {
        await store.WriteAsync(request.Key, request.Value.Memory, context.CancellationToken);
        LogStored(request.Key);
        return new PutResponse();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "stored {Key}")]
    private partial void LogStored(string key);
}
