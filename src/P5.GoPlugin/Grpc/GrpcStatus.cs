using System.Globalization;

namespace P5.GoPlugin;

/// <summary>How a call ended, as its answer says.</summary>
/// <param name="Code">The code, never one outside the enumeration.</param>
/// <param name="Detail">The plugin's words, decoded; empty where it sent none.</param>
internal readonly record struct GrpcStatus(GrpcStatusCode Code, string Detail)
{
    /// <summary>Reads the two trailers. Codes that gRPC does not know become <see cref="GrpcStatusCode.Unknown"/>.</summary>
    internal static GrpcStatus Parse(string status, string? message)
    {
        string detail = message is null ? "" : GrpcMessageText.Decode(message);
        if (int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number <= (int)GrpcStatusCode.Unauthenticated)
        {
            return new GrpcStatus((GrpcStatusCode)number, detail);
        }

        string unknown = $"the plugin answered with the unknown gRPC status '{status}'";
        return new GrpcStatus(GrpcStatusCode.Unknown, detail.Length == 0 ? unknown : $"{unknown}: {detail}");
    }

    /// <summary>The code that gRPC gives to an HTTP answer that is not 200 and carries no status of its own.</summary>
    internal static GrpcStatusCode FromHttp(int status) => status switch
    {
        400 => GrpcStatusCode.Internal,
        401 => GrpcStatusCode.Unauthenticated,
        403 => GrpcStatusCode.PermissionDenied,
        404 => GrpcStatusCode.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };

    /// <summary>The code that gRPC gives to a stream that was reset with this HTTP/2 error.</summary>
    internal static GrpcStatusCode FromHttp2Error(long errorCode) => errorCode switch
    {
        0x7 => GrpcStatusCode.Unavailable, // REFUSED_STREAM
        0x8 => GrpcStatusCode.Cancelled, // CANCEL
        0xb => GrpcStatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => GrpcStatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => GrpcStatusCode.Internal,
    };
}
