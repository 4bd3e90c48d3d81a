using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Google.Protobuf;
using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>
/// Tells apart a status that the plugin sent, an answer that is not valid gRPC, and a failed connection. gRPC reports
/// all three as a status, so the response and the exception of the transport decide, never gRPC's wording.
/// </summary>
internal static class CallFailure
{
    private const string ContentType = "application/grpc";

    /// <param name="call">The call.</param>
    /// <param name="failure">How gRPC reported it.</param>
    internal static CallException Explain(PluginCall call, RpcException failure)
    {
        string? status = call.Response is { } answered ? HeaderOf(answered, "grpc-status") : null;
        (CallFailureCause cause, StatusCode code, string detail) =
            status is not null && IsGrpc(call.Response!) && IsReported(status, failure.StatusCode)
                ? ExplainStatus(status, failure.Status)
            : failure.Status.DebugException is { } exception ? ExplainException(call, exception)
            : call.Response is { } response ? ExplainResponse(response, status, failure.Status)
            : (CallFailureCause.Connection, StatusCode.Unavailable, failure.Status.Detail);
        return new CallException(call.Method, call.Timeout, code, detail, cause, failure);
    }

    /// <summary>Whether gRPC reports the status that the plugin sent, or that it is not a number.</summary>
    private static bool IsReported(string sent, StatusCode reported) =>
        !TryParse(sent, out StatusCode code) || (code == reported && code != StatusCode.OK);

    private static bool TryParse(string status, out StatusCode code)
    {
        bool isNumber = int.TryParse(
            status, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        code = (StatusCode)number;
        return isNumber;
    }

    /// <summary>The plugin's own status. An undefined code becomes <see cref="StatusCode.Unknown"/>.</summary>
    private static (CallFailureCause Cause, StatusCode Code, string Detail) ExplainStatus(string sent, Status status)
    {
        if (TryParse(sent, out StatusCode code) && code is > StatusCode.OK and <= StatusCode.Unauthenticated)
        {
            return (CallFailureCause.Status, code, status.Detail);
        }

        string unknown = $"the plugin answered with the unknown gRPC status '{Printable.Shorten(sent)}'";
        bool hasWords = TryParse(sent, out _) && status.Detail.Length > 0;
        return (CallFailureCause.Status, StatusCode.Unknown, hasWords ? $"{unknown}: {status.Detail}" : unknown);
    }

    private static (CallFailureCause Cause, StatusCode Code, string Detail) ExplainResponse(
        HttpResponseMessage response, string? sent, Status status)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            int number = (int)response.StatusCode;
            return (CallFailureCause.Answer, FromHttp(number), $"the plugin answered with the HTTP status {number}");
        }

        if (!IsGrpc(response))
        {
            string type = Printable.Shorten(ContentTypeOf(response));
            return (CallFailureCause.Answer, StatusCode.Unknown,
                $"the plugin answered with the content type '{type}', which is no gRPC");
        }

        return sent == "0"
            ? (CallFailureCause.Answer, StatusCode.Internal, "the plugin reported success without an answer")
            : sent is null && status.StatusCode == StatusCode.Cancelled
            ? (CallFailureCause.Answer, StatusCode.Unknown, "the plugin's answer ended without a gRPC status")
            : (CallFailureCause.Answer, status.StatusCode, status.Detail);
    }

    private static (CallFailureCause Cause, StatusCode Code, string Detail) ExplainException(
        PluginCall call, Exception exception)
    {
        for (Exception? link = exception; link is not null; link = link.InnerException)
        {
            switch (link)
            {
                // The transport reports a reset, a GOAWAY and a violation of the peer's with the same type.
                case HttpProtocolException { ErrorCode: var code }:
                    return (CallFailureCause.Answer, FromHttp2Error((uint)code),
                        $"the call failed with the HTTP/2 error {(uint)code}: {link.Message}");
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded,
                }:
                    return (CallFailureCause.Answer, StatusCode.Internal,
                        $"the plugin's answer breaks the rules of HTTP/2: {link.Message}");

                // An IOException, which otherwise stands for the connection.
                case InvalidProtocolBufferException:
                    return (CallFailureCause.Answer, StatusCode.Internal,
                        $"the plugin's answer to {call.Method} is no {call.ResponseType}: {link.Message}");
                default:
                    break;
            }
        }

        string message = exception.GetBaseException().Message;
        return IsConnectionFailure(exception)
            ? (CallFailureCause.Connection, StatusCode.Unavailable, $"the connection to the plugin failed: {message}")
            : (CallFailureCause.Answer, StatusCode.Internal, message);
    }

    private static bool IsConnectionFailure(Exception exception) => exception
        is HttpRequestException or IOException or SocketException or AuthenticationException
        or ObjectDisposedException or OperationCanceledException;

    private static bool IsGrpc(HttpResponseMessage response)
    {
        string type = ContentTypeOf(response);
        return type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');
    }

    private static string ContentTypeOf(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.ToString() ?? "";

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values)
            || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;

    /// <summary>The code that gRPC gives to an HTTP answer that is not 200 and carries no status of its own.</summary>
    private static StatusCode FromHttp(int status) => status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>The code that gRPC gives to a stream that was reset with this HTTP/2 error.</summary>
    private static StatusCode FromHttp2Error(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
