using System.Net;
using Google.Protobuf;

namespace P5.Plugin.Tests.Support;

/// <summary>What came back from a unary call.</summary>
internal sealed record GrpcReply(HttpStatusCode HttpStatus, string? Status, string? Message, byte[] Body)
{
    /// <summary>The one message of a successful reply.</summary>
    public T Read<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        Status.ShouldBe("0", Message);
        return parser.ParseFrom(Body.AsSpan(5));
    }
}
