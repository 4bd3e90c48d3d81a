using System.Text.Json;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using P5.Plugin.Testing;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Tests;

/// <summary>A plugin that maps a service of its own.</summary>
public sealed class OwnServiceTests
{
    private static readonly HandshakeConfig s_handshake = new("ECHO_PLUGIN", "on", [2]);

    [Fact]
    public async Task Call_OfEachKind_ReachesTheService()
    {
        await using PluginTestHost host = Start();
        var client = new Echo.EchoClient(host.CallInvoker);

        (await client.OnceAsync(new Text { Value = "a" })).Value.ShouldBe("> a");
        using AsyncClientStreamingCall<Text, Text> join = client.Join();
        await WriteAsync(join.RequestStream, "a", "b");
        (await join.ResponseAsync.WaitAsync(TestTimeout.Default)).Value.ShouldBe("a,b");
        using AsyncDuplexStreamingCall<Text, Text> each = client.Each();
        await WriteAsync(each.RequestStream, "a", "b");
        (await ReadAsync(each.ResponseStream).WaitAsync(TestTimeout.Default)).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Shutdown_StreamUntilThePluginEnds_EndsInOrder()
    {
        await using PluginProcess plugin = await StartEchoAsync();
        using PluginConnection client = plugin.Connect();
        var echo = new Echo.EchoClient(client.Invoker);
        using AsyncServerStreamingCall<Text> split = echo.Split(new Text { Value = "a,b" });
        await split.ResponseHeadersAsync.WaitAsync(TestTimeout.Default);

        await client.Controller.ShutdownAsync(new Empty());

        (await ReadAsync(split.ResponseStream).WaitAsync(TestTimeout.Default)).ShouldBe(["a", "b"]);
        (await plugin.WaitForExitAsync()).ShouldBe(0);
    }

    // In a real plugin the server's errors go to hclog, and nothing to standard output after the handshake.
    [Fact]
    public async Task Call_ServiceThrows_IsAnErrorInTheLogAndNothingOnStandardOutput()
    {
        await using PluginProcess plugin = await StartEchoAsync();
        using PluginConnection client = plugin.Connect();

        await Should.ThrowAsync<RpcException>(async () =>
            await new Echo.EchoClient(client.Invoker).OnceAsync(new Text { Value = "throw" }));
        await client.Controller.ShutdownAsync(new Empty());

        string log = await plugin.Process.StandardError.ReadToEndAsync().WaitAsync(TestTimeout.Default);
        JsonElement entry = log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Single(line => line.GetProperty("@level").GetString() == "error");
        entry.GetProperty("@module").GetString().ShouldNotBeNull().ShouldStartWith("Grpc.AspNetCore.Server");
        entry.GetProperty("error").GetString().ShouldBe("a secret");
        (await plugin.Process.StandardOutput.ReadToEndAsync().WaitAsync(TestTimeout.Default)).ShouldBeEmpty();
    }

    [Fact]
    public void Start_ServiceMappedTwice_SaysWhich() =>
        Should.Throw<InvalidOperationException>(() => new PluginTestHost(new PluginServerOptions
        {
            Handshake = s_handshake,
            MapServices = endpoints =>
            {
                endpoints.MapGrpcService<EchoService>();
                endpoints.MapGrpcService<EchoService>();
            },
        })).Message.ShouldStartWith("The gRPC method '/p5.tests.Echo/");

    [Fact]
    public async Task Call_BesideTheAuthPlugin_BothAnswer()
    {
        await using var host = new PluginTestHost(new PluginServerOptions
        {
            ConfigureServices = services => services
                .AddSingleton<EchoPrefix>()
                .AddSingleton<IAuthPlugin, TestPlugin>(),
            MapServices = endpoints => endpoints.MapGrpcService<EchoService>(),
        })
        {
            StackConfig = { ["mode"] = "" },
        };

        (await host.AuthenticateAsync()).EnvironmentVariables["STACK"].ShouldBe("dev");
        (await new Echo.EchoClient(host.CallInvoker).OnceAsync(new Text { Value = "a" })).Value.ShouldBe("a");
    }

    [Fact]
    public async Task Call_OfTheAuthPluginThatThereIsNot_IsUnimplemented()
    {
        await using PluginTestHost host = Start();

        var e = await Should.ThrowAsync<PluginCallException>(() => host.AuthenticateAsync());

        e.Status.ShouldBe("Unimplemented");
    }

    [Fact]
    public async Task Call_Throws_KeepsTheMessageFromTheHost()
    {
        await using PluginTestHost host = Start();
        var client = new Echo.EchoClient(host.CallInvoker);

        Status refused = await StatusAsync("refuse");
        Status thrown = await StatusAsync("throw");

        refused.ShouldBe(new Status(StatusCode.NotFound, "no echo"));
        thrown.StatusCode.ShouldBe(StatusCode.Unknown);
        thrown.Detail.ShouldNotContain("secret");

        async Task<Status> StatusAsync(string text) =>
            (await Should.ThrowAsync<RpcException>(client.OnceAsync(new Text { Value = text }).ResponseAsync)).Status;
    }

    [Fact]
    public async Task Call_LogsAndPrints_ReachesTheHostUnderTheServicesName()
    {
        await using PluginTestHost host = Start();

        await new Echo.EchoClient(host.CallInvoker).OnceAsync(new Text { Value = "a" });

        host.Log.ShouldHaveSingleItem().Fields["text"].ShouldBe("a");
        host.StandardOutput.ShouldBe($"got a{Environment.NewLine}");
    }

    [Fact]
    public async Task ConfigureServices_OptionsOfGrpc_AreTaken()
    {
        await using var host = new PluginTestHost(new PluginServerOptions
        {
            Handshake = s_handshake,
            ConfigureServices = services => services
                .AddSingleton<EchoPrefix>()
                .Configure<GrpcServiceOptions>(options => options.MaxReceiveMessageSize = 10),
            MapServices = endpoints => endpoints.MapGrpcService<EchoService>(),
        });

        RpcException e = await Should.ThrowAsync<RpcException>(async () =>
            await new Echo.EchoClient(host.CallInvoker).OnceAsync(new Text { Value = "more than ten bytes" }));

        e.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task Dispose_ServicesThatWereCreated_AreDisposedOf()
    {
        var prefix = new EchoPrefix();
        PluginTestHost host = Start(prefix);
        await new Echo.EchoClient(host.CallInvoker).OnceAsync(new Text { Value = "a" });
        prefix.IsDisposed.ShouldBeFalse();

        await host.DisposeAsync();

        prefix.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task ServeAsync_P5sHandshakeWithoutAnAuthPlugin_SaysHowToRegisterIt()
    {
        await using PluginProcess plugin = PluginProcess.Launch(
            PluginProcess.TestPlugin, new Dictionary<string, string> { ["P5_PLUGIN"] = "v0" }, "--no-auth-plugin");

        string error = await plugin.Process.StandardError.ReadToEndAsync().WaitAsync(TestTimeout.Default);

        (await plugin.WaitForExitAsync()).ShouldNotBe(0);
        error.ShouldContain("Register one in ConfigureServices");
    }

    [Theory]
    [InlineData("", "on")]
    [InlineData("ECHO_PLUGIN", "")]
    [InlineData("ECHO_PLUGIN", "on", new int[0])]
    public async Task ServeAsync_HandshakeThatNoHostCouldHave_Throws(string key, string value, params int[] versions) =>
        await Should.ThrowAsync<ArgumentException>(() => PluginServer.ServeAsync(
            new PluginServerOptions { Handshake = new HandshakeConfig(key, value, versions) }));

    private static Task<PluginProcess> StartEchoAsync() =>
        PluginProcess.StartAsync(PluginProcess.TestPlugin, variables: null, "--echo");

    private static PluginTestHost Start(EchoPrefix? prefix = null) => new(new PluginServerOptions
    {
        Handshake = s_handshake,
        ConfigureServices = services => services.AddSingleton(_ => prefix ?? new EchoPrefix { Value = "> " }),
        MapServices = endpoints => endpoints.MapGrpcService<EchoService>(),
    });

    private static async Task WriteAsync(IClientStreamWriter<Text> stream, params string[] texts)
    {
        foreach (string text in texts)
        {
            await stream.WriteAsync(new Text { Value = text });
        }

        await stream.CompleteAsync();
    }

    private static async Task<List<string>> ReadAsync(IAsyncStreamReader<Text> stream)
    {
        var texts = new List<string>();
        await foreach (Text text in stream.ReadAllAsync())
        {
            texts.Add(text.Value);
        }

        return texts;
    }
}
