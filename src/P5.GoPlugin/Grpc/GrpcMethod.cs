using Google.Protobuf;

namespace P5.GoPlugin;

/// <summary>A method that a plugin serves.</summary>
/// <typeparam name="TRequest">The message that goes to the plugin.</typeparam>
/// <typeparam name="TResponse">The message, or each of the messages, that comes back.</typeparam>
/// <param name="Service">The service's full name, as in the .proto file: <c>package.Service</c>.</param>
/// <param name="Name">The method's name.</param>
/// <param name="ResponseParser">The parser of the answer: <c>TResponse.Parser</c> in generated code.</param>
public sealed record GrpcMethod<TRequest, TResponse>(
    string Service,
    string Name,
    MessageParser<TResponse> ResponseParser)
    where TRequest : IMessage<TRequest>
    where TResponse : IMessage<TResponse>
{
    /// <summary>The path of the HTTP/2 request.</summary>
    internal string Path => $"/{Service}/{Name}";
}
