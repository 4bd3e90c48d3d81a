using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace P5.GoPlugin.Tests;

/// <summary>A plugin inside the test, on gRPC's own server, with all four kinds of call.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private EchoServer(WebApplication server, PluginClient client)
    {
        _server = server;
        Client = client;
    }

    /// <summary>A host that is attached to it.</summary>
    internal PluginClient Client { get; }

    /// <summary>Starts it, and attaches a host to it.</summary>
    internal static async Task<EchoServer> StartAsync(Func<PluginClientOptions, PluginClientOptions>? change = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        WebApplication server = builder.Build();
        server.MapGrpcService<Service>();
        await server.StartAsync();
        var config = new ReattachConfig(
            "grpc", "tcp", new Uri(server.Urls.Single()).Authority, Environment.ProcessId, ProtocolVersion: 1);
        PluginClientOptions options = ForeignPlugin.Options;
        return new EchoServer(server, await PluginClient.AttachAsync(config, change?.Invoke(options) ?? options));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.StopAsync().WaitAsync(TestTimeout.Default);
        await _server.DisposeAsync();
    }

    /// <summary>
    /// Fails at the word "fail", and waits for the end of the call at the word "wait". A chat ends at the word "end".
    /// </summary>
    private sealed class Service : Echo.EchoBase
    {
        public override async Task<StringValue> Call(StringValue request, ServerCallContext context) =>
            await AnswerAsync(request, context);

        public override async Task<StringValue> Collect(
            IAsyncStreamReader<StringValue> requests, ServerCallContext context)
        {
            string all = "";
            await foreach (StringValue request in requests.ReadAllAsync(context.CancellationToken))
            {
                all += (await AnswerAsync(request, context)).Value;
            }

            return new StringValue { Value = all };
        }

        public override async Task Repeat(
            StringValue request, IServerStreamWriter<StringValue> answers, ServerCallContext context)
        {
            foreach (string word in request.Value.Split(' '))
            {
                await answers.WriteAsync(await AnswerAsync(new StringValue { Value = word }, context));
            }
        }

        public override async Task Chat(
            IAsyncStreamReader<StringValue> requests,
            IServerStreamWriter<StringValue> answers,
            ServerCallContext context)
        {
            await foreach (StringValue request in requests.ReadAllAsync(context.CancellationToken))
            {
                if (request.Value == "end")
                {
                    return;
                }

                await answers.WriteAsync(await AnswerAsync(request, context));
            }
        }

        private static async Task<StringValue> AnswerAsync(StringValue request, ServerCallContext context)
        {
            if (request.Value == "fail")
            {
                throw new RpcException(new Status(StatusCode.DataLoss, "as it was asked to"));
            }

            if (request.Value == "wait")
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }

            return request;
        }
    }
}
