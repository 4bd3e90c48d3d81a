using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;

namespace P5.GoPlugin;

/// <summary>
/// Distinguishes a status that the plugin sent, an answer that is not valid gRPC, and a failed connection. gRPC reports
/// all three as a status, so the response and the transport's exception decide, never gRPC's wording.
/// </summary>
internal static class CallFailure
{
    private const string ContentType = "application/grpc";

    /// <param name="call">The call.</param>
    /// <param name="failure">How gRPC reported it.</param>
    internal static CallException Classify(PluginCall call, RpcException failure)
    {
        string? status = call.Response is { } answered ? HeaderOf(answered, "grpc-status") : null;
        (CallFailureCause cause, StatusCode code, string detail) =
            status is not null && IsGrpc(call.Response!) && IsReported(status, failure.StatusCode)
                ? ClassifyStatus(status, failure.Status)
            : failure.Status.DebugException is { } exception ? ClassifyException(call, exception)
            : call.Response is { } response ? ClassifyResponse(response, status, failure.Status)
            : call.HasLostConnection ? Lost(failure.Status.Detail)
            : (CallFailureCause.Request, failure.StatusCode, failure.Status.Detail);
        return new CallException(call.Method, call.Timeout, code, detail, cause, failure);
    }

    /// <summary>Whether gRPC reported the status that the plugin sent, or one that is not a number.</summary>
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
    private static (CallFailureCause Cause, StatusCode Code, string Detail) ClassifyStatus(string sent, Status status)
    {
        if (TryParse(sent, out StatusCode code) && code is > StatusCode.OK and <= StatusCode.Unauthenticated)
        {
            return (CallFailureCause.Status, code, status.Detail);
        }

        string unknown = $"the plugin sent the unknown gRPC status '{SafeText.Truncate(sent)}'";
        bool hasDetail = TryParse(sent, out _) && status.Detail.Length > 0;
        return (CallFailureCause.Status, StatusCode.Unknown, hasDetail ? $"{unknown}: {status.Detail}" : unknown);
    }

    private static (CallFailureCause Cause, StatusCode Code, string Detail) ClassifyResponse(
        HttpResponseMessage response, string? sent, Status status)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            int number = (int)response.StatusCode;
            return (CallFailureCause.Answer, FromHttp(number), $"the plugin sent the HTTP status {number}");
        }

        if (!IsGrpc(response))
        {
            string type = SafeText.Truncate(ContentTypeOf(response));
            return (CallFailureCause.Answer, StatusCode.Unknown,
                $"the plugin sent the content type '{type}', which is not gRPC");
        }

        return sent == "0"
            ? (CallFailureCause.Answer, StatusCode.Internal, "the plugin reported success but sent no answer")
            : sent is null && status.StatusCode == StatusCode.Cancelled
            ? (CallFailureCause.Answer, StatusCode.Unknown, "the plugin's answer ended without a gRPC status")
            : (CallFailureCause.Answer, status.StatusCode, status.Detail);
    }

    private static (CallFailureCause Cause, StatusCode Code, string Detail) ClassifyException(
        PluginCall call, Exception exception)
    {
        // The transport wraps everything in the same types, so the cause at the end of the chain decides.
        Exception cause = exception.GetBaseException();
        string message = cause.Message;
        return cause switch
        {
            // A GOAWAY without an error, and then the end: the plugin has stopped its server.
            HttpProtocolException { ErrorCode: 0 } when call.HasLostConnection =>
                (CallFailureCause.Connection, StatusCode.Unavailable, "the plugin closed the connection"),

            // A reset of the stream, a GOAWAY, or a violation that the plugin found.
            HttpProtocolException { ErrorCode: var code } =>
                (CallFailureCause.Answer, FromHttp2Error((uint)code),
                    $"the call failed with the HTTP/2 error {(uint)code}: {message}"),
            HttpRequestException { HttpRequestError: var error } when IsViolation(error) => Violation(message),
            HttpIOException { HttpRequestError: var error } when IsViolation(error) => Violation(message),

            // An IOException, which otherwise means the connection.
            InvalidProtocolBufferException =>
                (CallFailureCause.Answer, StatusCode.Internal,
                    $"the plugin's answer to {call.Method} is not a {call.ResponseType}: {message}"),
            _ when call.HasLostConnection && IsConnectionFailure(cause) => Lost(message),
            _ when IsAborted(exception) => Violation(message),
            _ when call.Response is null => (CallFailureCause.Request, StatusCode.Internal, message),
            _ => (CallFailureCause.Answer, StatusCode.Internal, message),
        };
    }

    private static (CallFailureCause Cause, StatusCode Code, string Detail) Lost(string message) =>
        (CallFailureCause.Connection, StatusCode.Unavailable, $"the connection to the plugin failed: {message}");

    private static bool IsViolation(HttpRequestError error) =>
        error is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded;

    /// <summary>Whether the transport aborted a connection: it wraps the reason in an exception of this type.</summary>
    private static bool IsAborted(Exception exception)
    {
        for (Exception? link = exception; link is not null; link = link.InnerException)
        {
            if (link is IOException { InnerException: not null })
            {
                return true;
            }
        }

        return false;
    }

    private static (CallFailureCause Cause, StatusCode Code, string Detail) Violation(string message) =>
        (CallFailureCause.Answer, StatusCode.Internal, $"the plugin's answer violates HTTP/2: {message}");

    /// <summary>
    /// Whether an exception can come from the end of a connection. The request's own serializer can throw the same
    /// types, so the connection must have ended too. A <see cref="Win32Exception"/> is the socket's, or that of the
    /// encryption on Windows; a bare <see cref="HttpRequestException"/> reports an end before the first frame.
    /// </summary>
    private static bool IsConnectionFailure(Exception cause) => cause
        is Win32Exception or IOException or AuthenticationException or CryptographicException
        or ObjectDisposedException or OperationCanceledException or HttpRequestException;

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

    /// <summary>The code that gRPC defines for an HTTP answer that is not 200 and has no gRPC status.</summary>
    private static StatusCode FromHttp(int status) => status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>The code that gRPC defines for a stream that was reset with this HTTP/2 error.</summary>
    private static StatusCode FromHttp2Error(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };
}
