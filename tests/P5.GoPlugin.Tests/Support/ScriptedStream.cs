using Google.Protobuf.WellKnownTypes;

namespace P5.GoPlugin.Tests;

/// <summary>One request to a <see cref="ScriptedPlugin"/>, and what is sent back.</summary>
internal sealed class ScriptedStream(ScriptedConnection connection, int id, int number)
{
    /// <summary>The headers of every good answer.</summary>
    internal static byte[] GoodHeaders { get; } = Frame.Block((":status", "200"), ("content-type", "application/grpc"));

    /// <summary>The trailers of every good answer.</summary>
    internal static byte[] GoodTrailers { get; } = Frame.Block(("grpc-status", "0"));

    internal int Id => id;

    /// <summary>Counted over all connections, from one.</summary>
    internal int Number => number;

    internal Task SendAsync(params Frame[] frames) => connection.SendAsync(ToBytes(frames));

    internal Task SendAsync(byte[] bytes) => connection.SendAsync(bytes);

    /// <summary>Answers with headers alone.</summary>
    internal Task RefuseAsync(params (string Name, string Value)[] fields) =>
        SendAsync(Frame.Headers(id, [.. GoodHeaders, .. Frame.Block(fields)], end: true));

    /// <summary>Answers with a body and trailers.</summary>
    internal Task AnswerAsync(byte[] body, params (string Name, string Value)[] trailers) => SendAsync(
        Frame.Headers(id, GoodHeaders), Frame.Data(id, body), Frame.Headers(id, Frame.Block(trailers), end: true));

    /// <summary>Answers as a plugin without a fault does.</summary>
    internal Task EchoAsync(string text = "hello") =>
        AnswerAsync(Frame.Message(new StringValue { Value = text }), ("grpc-status", "0"));

    /// <summary>Sends some frames, and cuts the connection behind them.</summary>
    internal Task CutAfterAsync(params Frame[] frames) => CutAfterAsync(ToBytes(frames));

    /// <summary>Sends some bytes, and cuts the connection behind them.</summary>
    internal Task CutAfterAsync(byte[] bytes) => connection.SendAsync(bytes, cut: true);

    private static byte[] ToBytes(Frame[] frames) => [.. frames.SelectMany(frame => frame.ToBytes())];
}
