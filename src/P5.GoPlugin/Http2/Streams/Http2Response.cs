using System.Globalization;

namespace P5.GoPlugin;

/// <summary>What is kept of an answer's headers and trailers. Of a field that comes twice, the first counts.</summary>
internal sealed class Http2Response
{
    private const string StatusName = ":status";

    /// <summary>The HTTP status of the final headers; 0 before they came.</summary>
    internal int Status { get; private set; }

    internal string? ContentType { get; private set; }

    /// <summary>Whether the headers had a gRPC status already, as those of an answer without a body do.</summary>
    internal bool HasStatusInHeaders { get; private set; }

    /// <summary>From the trailers, else from the headers.</summary>
    internal string? GrpcStatus { get; private set; }

    internal string? GrpcMessage { get; private set; }

    /// <summary>Takes a header block.</summary>
    /// <returns>Why it is malformed (RFC 9113, section 8.1.1), or null.</returns>
    internal string? Take(List<HeaderField> fields, bool endsStream)
    {
        if (Status != 0)
        {
            return endsStream ? TakeFields(fields, from: 0) : "headers come after the headers, and do not end the answer";
        }

        if (fields.Count == 0
            || fields[0].Name != StatusName
            || !int.TryParse(fields[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            || status is < 100 or > 999)
        {
            return "the headers do not begin with one HTTP status";
        }

        if (status < 200)
        {
            // An informational answer, before the real one.
            return endsStream ? $"the answer ends with the HTTP status {status}" : FindMalformed(fields, from: 1);
        }

        Status = status;
        string? problem = TakeFields(fields, from: 1);
        HasStatusInHeaders = GrpcStatus is not null;
        return problem;
    }

    private string? TakeFields(List<HeaderField> fields, int from)
    {
        string? status = null;
        string? message = null;
        for (int i = from; i < fields.Count; i++)
        {
            HeaderField field = fields[i];
            switch (field.Name)
            {
                case "content-type":
                    ContentType ??= field.Value;
                    break;
                case "grpc-status":
                    status ??= field.Value;
                    break;
                case "grpc-message":
                    message ??= field.Value;
                    break;
            }
        }

        if (status is not null)
        {
            GrpcStatus = status;
            GrpcMessage = message;
        }

        return FindMalformed(fields, from);
    }

    private static string? FindMalformed(List<HeaderField> fields, int from)
    {
        for (int i = from; i < fields.Count; i++)
        {
            string name = fields[i].Name;
            if (name.Length == 0
                || name.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0
                || name.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0
                || name.AsSpan().IndexOfAnyInRange('\x7f', '\xff') >= 0
                || name.Contains(':'))
            {
                return "a header's name is not allowed";
            }

            // Blanks at either end of a value are forbidden too. Status texts have them, and they do no harm.
            if (fields[i].Value.AsSpan().IndexOfAny('\0', '\r', '\n') >= 0)
            {
                return $"the value of the header '{Printable.Shorten(name)}' is not allowed";
            }

            if (name is "connection" or "keep-alive" or "proxy-connection" or "transfer-encoding" or "upgrade")
            {
                return $"the header '{name}' belongs to HTTP/1.1";
            }
        }

        return null;
    }
}
