using System.Globalization;
using System.Text;

namespace P5.Plugin.Grpc;

/// <summary>How a call ended, and the two trailers that say so.</summary>
/// <param name="Code">The status.</param>
/// <param name="Message">The reason in words; empty for success.</param>
internal readonly record struct GrpcStatus(GrpcStatusCode Code, string Message)
{
    /// <summary>Clients limit the size of all headers (64 KiB in .NET): a longer reason would lose the status too.</summary>
    private const int MaxEncodedMessageLength = 8192;

    private const string Ellipsis = "...";

    /// <summary>The value of <c>grpc-status</c>.</summary>
    public string CodeText => ((int)Code).ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of <c>grpc-message</c>: UTF-8 with everything but printable ASCII percent-encoded.</summary>
    public string EncodedMessage => Encode(Message);

    /// <summary>Tells how an exception out of a method ends its call.</summary>
    /// <param name="exception">What came out of the method.</param>
    /// <param name="deadlinePassed">Whether the client's deadline has passed, which then is the reason.</param>
    public static GrpcStatus FromException(Exception exception, bool deadlinePassed) => exception switch
    {
        GrpcException failure => new(failure.Code, failure.Message),
        OperationCanceledException when deadlinePassed => new(GrpcStatusCode.DeadlineExceeded, "The deadline passed."),
        OperationCanceledException => new(GrpcStatusCode.Cancelled, exception.Message),
        _ => new(GrpcStatusCode.Unknown, exception.Message),
    };

    private static string Encode(string message)
    {
        var encoded = new StringBuilder(message.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in message.EnumerateRunes())
        {
            if (encoded.Length > MaxEncodedMessageLength)
            {
                return encoded.Append(Ellipsis).ToString();
            }

            foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                if (b is >= 0x20 and <= 0x7E and not (byte)'%')
                {
                    encoded.Append((char)b);
                }
                else
                {
                    encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
                }
            }
        }

        return encoded.ToString();
    }
}
