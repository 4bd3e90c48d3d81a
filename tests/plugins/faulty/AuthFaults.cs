using Microsoft.AspNetCore.Http;
using P5.Proto.V0;

namespace P5.Faulty;

/// <summary>What <c>Authenticate</c> does in each mode that is about p5's own service.</summary>
internal static class AuthFaults
{
    internal const string Path = "/p5.plugin.v0.AuthPlugin/Authenticate";

    internal static readonly Dictionary<string, RequestDelegate> Modes = new()
    {
        ["no-reason"] = context => GrpcReply.SendAsync(context, new AuthenticateResponse()),
        ["reason"] = context => GrpcReply.SendAsync(context, new AuthenticateResponse { Error = "Log in first." }),
        ["odd-lifetime"] = context => SucceedAsync(context, response => response.TtlSeconds = -2),
        ["odd-name"] = context => SucceedAsync(context, response => response.Env["A=B"] = "x"),
        ["not-at-once"] = async context =>
        {
            bool isFew = Interlocked.Increment(ref s_calls) <= 4;
            await WorkAsync(context);
            Interlocked.Decrement(ref s_calls);
            await (isFew ? SucceedAsync(context) : GrpcReply.FailAsync(context, 10, "busy"));
        },
        ["changing"] = context =>
            SucceedAsync(context, response => response.Env[$"CALL_{Interlocked.Increment(ref s_calls)}"] = ""),
        ["stuck-after-cancel"] = async context =>
        {
            if (s_stuck)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await WorkAsync(context);

            // Never reset: the next call may have begun before this one's cancellation arrived.
            if (context.RequestAborted.IsCancellationRequested)
            {
                s_stuck = true;
            }

            await SucceedAsync(context);
        },
        ["crash-on-large"] = async context =>
        {
            AuthenticateRequest request = await GrpcReply.ReadAsync(context, AuthenticateRequest.Parser);
            if (request.CalculateSize() > 1_000_000)
            {
                Environment.Exit(2);
            }

            await SucceedAsync(context);
        },
        ["refuses-large"] = async context =>
        {
            AuthenticateRequest request = await GrpcReply.ReadAsync(context, AuthenticateRequest.Parser);
            bool isLarge = request.CalculateSize() > 4 * 1024 * 1024;
            await (isLarge ? GrpcReply.FailAsync(context, 8, "large") : SucceedAsync(context));
        },
        ["short-timestamp"] = async context =>
        {
            await Console.Error.WriteLineAsync(
                """{"@level":"info","@message":"asked","@timestamp":"2026-01-02T03:04:05.006Z"}""");
            await SucceedAsync(context);
        },
        ["log"] = async context =>
        {
            await Console.Error.WriteLineAsync(
                """{"@level":"info","@message":"asked","@timestamp":"2026-01-02T03:04:05.000006Z"}""");
            await SucceedAsync(context);
        },
    };

    private static int s_calls;
    private static volatile bool s_stuck;

    internal static Task SucceedAsync(HttpContext context) => SucceedAsync(context, _ => { });

    /// <summary>
    /// Takes long enough for concurrent calls to meet, and for a cancellation to arrive, on a busy machine.
    /// </summary>
    private static async Task WorkAsync(HttpContext context) =>
        await Task.Delay(TimeSpan.FromMilliseconds(200), context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static Task SucceedAsync(HttpContext context, Action<AuthenticateResponse> change)
    {
        var response =
            new AuthenticateResponse { Success = true, Env = { ["FAULTY"] = "a secret of the faulty plugin" } };
        change(response);
        return GrpcReply.SendAsync(context, response);
    }
}
