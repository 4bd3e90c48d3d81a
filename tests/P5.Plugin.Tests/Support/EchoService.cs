using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace P5.Plugin.Tests;

/// <summary>Returns what it receives.</summary>
internal sealed partial class EchoService(
    EchoPrefix prefix, IHostApplicationLifetime lifetime, ILogger<EchoService> logger) : Echo.EchoBase
{
    public override Task<Text> Once(Text request, ServerCallContext context)
    {
        Console.WriteLine($"got {request.Value}");
        LogGot(request.Value);
        return request.Value switch
        {
            "refuse" => throw new RpcException(new Status(StatusCode.NotFound, "no echo")),
            "throw" => throw new InvalidOperationException("a secret"),
            _ => Task.FromResult(new Text { Value = prefix.Value + request.Value }),
        };
    }

    public override async Task<Text> Join(IAsyncStreamReader<Text> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (Text text in requestStream.ReadAllAsync(context.CancellationToken))
        {
            texts.Add(text.Value);
        }

        return new Text { Value = string.Join(',', texts) };
    }

    /// <summary>Sends the parts, and then goes on until the plugin ends.</summary>
    public override async Task Split(Text request, IServerStreamWriter<Text> responseStream, ServerCallContext context)
    {
        foreach (string part in request.Value.Split(','))
        {
            await responseStream.WriteAsync(new Text { Value = part }, context.CancellationToken);
        }

        var stopping = new TaskCompletionSource();
        await using CancellationTokenRegistration registration =
            lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.WaitAsync(context.CancellationToken);
    }

    public override async Task Each(
        IAsyncStreamReader<Text> requestStream, IServerStreamWriter<Text> responseStream, ServerCallContext context)
    {
        await foreach (Text text in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(text, context.CancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "got {Text}")]
    private partial void LogGot(string text);
}
