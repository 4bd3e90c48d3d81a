using Example.Kv;
using Google.Protobuf;
using Grpc.Core;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Tests;

/// <summary>The example of a plugin that is not p5's: its own cookie, and no service but its own.</summary>
public sealed class KeyValueExampleTests : IDisposable
{
    private readonly DirectoryInfo _values = Directory.CreateTempSubdirectory("p5kv");

    public void Dispose() => _values.Delete(recursive: true);

    [Fact]
    public async Task PutAndGet_OverARealConnection_StoreInTheFolder()
    {
        await using PluginProcess plugin = await StartAsync();
        using PluginConnection connection = plugin.Connect();
        var client = new KV.KVClient(connection.Invoker);

        await client.PutAsync(new PutRequest { Key = "greeting", Value = ByteString.CopyFromUtf8("grüezi") });

        (await client.GetAsync(new GetRequest { Key = "greeting" })).Value.ToStringUtf8().ShouldBe("grüezi");
        _values.GetFiles().ShouldHaveSingleItem().Name.ShouldBe("6772656574696e67.value");
        plugin.Handshake[1].ShouldBe("1");
    }

    [Fact]
    public async Task Get_NothingStored_IsNotFound()
    {
        await using PluginProcess plugin = await StartAsync();
        using PluginConnection connection = plugin.Connect();

        RpcException e = await Should.ThrowAsync<RpcException>(async () =>
            await new KV.KVClient(connection.Invoker).GetAsync(new GetRequest { Key = "nothing" }));

        e.Status.ShouldBe(new Status(StatusCode.NotFound, "nothing is stored under \"nothing\""));
    }

    [Fact]
    public async Task Authenticate_OfP5_IsUnimplemented()
    {
        await using PluginProcess plugin = await StartAsync();
        using PluginConnection connection = plugin.Connect();

        RpcException e = await Should.ThrowAsync<RpcException>(connection.AuthenticateAsync());

        e.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Shutdown_Called_EndsThePlugin()
    {
        await using PluginProcess plugin = await StartAsync();
        using PluginConnection connection = plugin.Connect();

        await connection.Controller.ShutdownAsync(new Empty());

        (await plugin.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Start_ByP5_IsRefused()
    {
        await using PluginProcess plugin = PluginProcess.Launch(
            PluginProcess.KeyValue, new Dictionary<string, string> { ["P5_PLUGIN"] = "v0" });

        string notice = await plugin.Process.StandardError.ReadToEndAsync().WaitAsync(TestTimeout.Default);

        (await plugin.WaitForExitAsync()).ShouldBe(1);
        notice.ShouldStartWith("This is a plugin. It is not meant to be run directly");
    }

    private Task<PluginProcess> StartAsync() => PluginProcess.StartHostedAsync(
        PluginProcess.KeyValue,
        new Dictionary<string, string> { ["KV_PLUGIN"] = "hello", ["KV_FOLDER"] = _values.FullName });
}
