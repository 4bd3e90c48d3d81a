using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace P5.Faulty;

/// <summary>gRPC answers put together by hand, so that each part of them can be wrong.</summary>
internal static class GrpcReply
{
    internal static byte[] Frame(IMessage message, byte flag = 0)
    {
        byte[] payload = message.ToByteArray();
        byte[] frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    internal static async Task SendAsync(HttpContext context, IMessage message, byte flag = 0)
    {
        await BodyAsync(context, Frame(message, flag));
        context.Response.AppendTrailer("grpc-status", "0");
    }

    internal static async Task BodyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(body);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Without a body the status goes into the headers, which end the stream: "trailers only".</summary>
    internal static Task FailAsync(HttpContext context, int status, string encodedMessage)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{status}";
        context.Response.Headers["grpc-message"] = encodedMessage;
        return Task.CompletedTask;
    }

    internal static async Task<T> ReadAsync<T>(HttpContext context, MessageParser<T> parser)
        where T : IMessage<T>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return parser.ParseFrom(body.GetBuffer(), 5, (int)body.Length - 5);
    }
}
