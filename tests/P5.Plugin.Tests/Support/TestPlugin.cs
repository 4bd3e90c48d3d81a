using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace P5.Plugin.Tests;

/// <summary>A plugin that does what the setting <c>mode</c> says, for the tests that start it as a process.</summary>
internal sealed partial class TestPlugin : IAuthPlugin
{
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestPlugin(ILogger logger)
    {
        // Before the handshake: a plugin that prints here must still be understood.
        Console.WriteLine("constructed");
        _logger = logger;
    }

    /// <summary>Completes when a call that waits was cancelled and has printed that.</summary>
    public Task Cancelled => _cancelled.Task;

    public async Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        switch (request.GetRequiredSetting("mode"))
        {
            case "fail":
                return AuthResponse.Failure("no luck");
            case "throw":
                throw new InvalidOperationException("broken: 100 % of it — ä");
            case "throw-rpc":
                throw new RpcException(new Status(StatusCode.NotFound, "not this host's"));
            case "throw-long":
                // One byte, then four each, so that the limit is inside a character.
                throw new InvalidOperationException("x" + string.Concat(Enumerable.Repeat("😀", 2_100)));
            case "cancel":
                throw new OperationCanceledException("the user closed the browser");
            case "null":
                return null!;
            case "print":
                await Console.Out.WriteLineAsync("to stdout ä");
                await Console.Error.WriteLineAsync("to stderr");
                break;
            case "log":
                LogSeen(_logger, request.StackName, 7);
                break;
            case "wait":
                await Console.Out.WriteLineAsync("waiting");
                await WaitAsync(cancellationToken);
                break;
            case "hang":
                await Console.Out.WriteLineAsync("waiting");
                await new TaskCompletionSource().Task;
                break;
        }

        int size = int.Parse(request.GetSetting("size", "1"), CultureInfo.InvariantCulture);
        return AuthResponse.Success(
            new Dictionary<string, string> { ["VALUE"] = new('x', size), ["STACK"] = request.StackName },
            CredentialLifetime.For(TimeSpan.FromMinutes(15)));
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Out.WriteLineAsync("cancelled");
            _cancelled.SetResult();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "seen {Stack} {Count}")]
    private static partial void LogSeen(ILogger logger, string stack, int count);
}
