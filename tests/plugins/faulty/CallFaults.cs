using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using P5.Proto.GoPlugin;
using P5.Proto.Health.V1;

namespace P5.Faulty;

/// <summary>
/// What a call does in each mode that is about calls; those that echo do so for <c>test.Echo/Call</c> alone.
/// </summary>
internal static class CallFaults
{
    internal static readonly Dictionary<string, RequestDelegate> Modes = new()
    {
        ["crash-in-call"] = _ =>
        {
            Console.Error.WriteLine("panic: boom");
            Console.Error.WriteLine("goroutine 1 [running]:");
            Environment.Exit(2);
            return Task.CompletedTask;
        },
        ["exit-in-call"] = _ => Exit(0),
        ["daemon-exits"] = _ => Exit(0),
        ["daemon-crashes"] = _ => Exit(2),
        ["error-status"] = async context =>
        {
            await GrpcReply.BodyAsync(context, GrpcReply.Frame(new StringValue { Value = "ignored" }));
            context.Response.AppendTrailer("grpc-status", "9");
            context.Response.AppendTrailer("grpc-message", "log in %E2%80%93 first");
        },
        ["trailers-only"] = context => GrpcReply.FailAsync(context, 7, "100%25 forbidden"),
        ["unknown-status"] = context => GrpcReply.FailAsync(context, 99, "odd"),
        ["missing-trailers"] = context =>
            GrpcReply.BodyAsync(context, GrpcReply.Frame(new StringValue { Value = "half done" })),
        ["no-message"] = context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "0";
            return Task.CompletedTask;
        },
        ["two-messages"] = async context =>
        {
            byte[] frame = GrpcReply.Frame(new StringValue { Value = "x" });
            await GrpcReply.BodyAsync(context, frame.Concat(frame).ToArray());
            context.Response.AppendTrailer("grpc-status", "0");
        },
        ["wrong-message"] = async context =>
        {
            await GrpcReply.BodyAsync(context, new byte[] { 0, 0, 0, 0, 2, 0x0a, 0x7f });
            context.Response.AppendTrailer("grpc-status", "0");
        },
        ["compressed"] = context => GrpcReply.SendAsync(context, new StringValue { Value = "x" }, flag: 1),
        ["truncated"] = async context =>
        {
            await GrpcReply.BodyAsync(context, new byte[] { 0, 0x7f, 0xff, 0xff, 0x00, 1, 2, 3 });
            context.Response.AppendTrailer("grpc-status", "0");
        },
        ["http-503"] = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        },
        ["html"] = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<p>hello</p>");
        },
        ["reset"] = context =>
        {
            context.Features.Get<IHttpResetFeature>()!.Reset(0xb); // ENHANCE_YOUR_CALM
            return Task.CompletedTask;
        },
        ["cut-connection"] = async context =>
        {
            await GrpcReply.BodyAsync(context, new byte[] { 0, 0, 0 });
            context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
            await Task.Delay(Timeout.Infinite);
        },
        ["slow"] = async context =>
        {
            StringValue request = await GrpcReply.ReadAsync(context, StringValue.Parser);
            if (request.Value == "wait")
            {
                // The header reaches the test by way of standard error.
                await Console.Error.WriteLineAsync($"waiting, grpc-timeout={context.Request.Headers["grpc-timeout"]}");
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await GrpcReply.SendAsync(context, request);
        },
        ["late"] = async context =>
        {
            StringValue request = await GrpcReply.ReadAsync(context, StringValue.Parser);
            if (request.Value == "wait")
            {
                // The host gives up; the answer comes all the same.
                await Console.Error.WriteLineAsync("waiting");
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Console.Error.WriteLineAsync("answering");
            }

            await GrpcReply.SendAsync(context, request);
        },
        ["other-message"] = context =>
            GrpcReply.SendAsync(
                context, new HealthCheckResponse { Status = HealthCheckResponse.Types.ServingStatus.Serving }),
        ["hang-in-call"] = HangAsync,
        ["stubborn-in-call"] = HangAsync,
        ["chatter-in-call"] = async context =>
        {
            while (true)
            {
                await Console.Error.WriteLineAsync("still at it");
                await Task.Delay(TimeSpan.FromMilliseconds(50), context.RequestAborted);
            }
        },
        ["blob"] = async context =>
        {
            StringValue request = await GrpcReply.ReadAsync(context, StringValue.Parser);
            int size = int.Parse(request.Value.AsSpan(0, 10), CultureInfo.InvariantCulture);
            await GrpcReply.SendAsync(context, new BytesValue { Value = ByteString.CopyFrom(new byte[size]) });
        },
        ["hclog"] = async context =>
        {
            await Console.Error.WriteLineAsync(
                """{"@level":"warn","@message":"token expires soon","@module":"faulty.auth","""
                + """ "@timestamp":"2026-01-02T03:04:05.000006Z","minutes":5}""");
            await Console.Error.WriteLineAsync("[INFO] refreshed");
            await Console.Error.WriteLineAsync("plain");
            await EchoAsync(context);
        },
        ["prompt"] = async context =>
        {
            Console.Write("Enter the code: ");
            Console.Out.Flush();
            await EchoAsync(context);
        },
        ["flood-stderr"] = async context =>
        {
            FloodErrorOutput();
            await EchoAsync(context);
        },
        ["flood-stdout"] = async context =>
        {
            using Stream stdout = Console.OpenStandardOutput();
            Flood(stdout);
            await EchoAsync(context);
        },
        ["grandchild"] = async context =>
        {
            StartFaults.StartGrandchild();
            await EchoAsync(context);
        },
        ["environment"] = async context =>
        {
            StringValue name = await GrpcReply.ReadAsync(context, StringValue.Parser);
            await GrpcReply.SendAsync(
                context, new StringValue { Value = Environment.GetEnvironmentVariable(name.Value) ?? "(none)" });
        },
    };

    private static Task Exit(int code)
    {
        Environment.Exit(code);
        return Task.CompletedTask;
    }

    private static async Task HangAsync(HttpContext context)
    {
        await Console.Error.WriteLineAsync("hanging");
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    internal static async Task EchoAsync(HttpContext context) =>
        await GrpcReply.SendAsync(context, await GrpcReply.ReadAsync(context, StringValue.Parser));

    internal static void FloodErrorOutput()
    {
        using Stream stderr = Console.OpenStandardError();
        Flood(stderr);
    }

    internal static async Task StreamStdioAsync(HttpContext context, CancellationToken end)
    {
        context.Response.ContentType = "application/grpc";
        await Send([.. "to stdout\nZ"u8, 0xc3], StdioData.Types.Channel.Stdout);
        await Send("to stderr\n"u8.ToArray(), StdioData.Types.Channel.Stderr);
        await Send([0xbc, .. "rich\n"u8], StdioData.Types.Channel.Stdout);
        await Task.Delay(Timeout.Infinite, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Response.AppendTrailer("grpc-status", "0");

        async Task Send(byte[] data, StdioData.Types.Channel channel)
        {
            await context.Response.Body.WriteAsync(
                GrpcReply.Frame(new StdioData { Channel = channel, Data = ByteString.CopyFrom(data) }), end);
            await context.Response.Body.FlushAsync(end);
        }
    }

    /// <summary>20 MB, with lines of 100 bytes.</summary>
    private static void Flood(Stream stream)
    {
        byte[] block = new byte[100_000];
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = i % 100 == 99 ? (byte)'\n' : (byte)'.';
        }

        for (int i = 0; i < 200; i++)
        {
            stream.Write(block);
        }
    }
}
