namespace P5.GoPlugin;

/// <summary>
/// The rules of RFC 9113, section 6, that one frame keeps or breaks whatever came before it: its length, its padding,
/// and whether it belongs to a stream.
/// </summary>
internal static class Http2FrameRules
{
    private const int PriorityLength = 5;

    /// <summary>What can be said before the payload is there.</summary>
    /// <exception cref="Http2Exception">The frame is too long.</exception>
    internal static void CheckLength(in Http2FrameHeader header)
    {
        if (header.Length > Http2FrameHeader.DefaultMaxLength)
        {
            throw Http2Exception.WrongFrame(
                Http2ErrorCode.FrameSizeError, header, $"has {header.Length} bytes, and {Http2FrameHeader.DefaultMaxLength} are allowed");
        }
    }

    /// <summary>Checks a whole frame. A kind that is not known has no rules.</summary>
    /// <returns>The payload without padding and priority.</returns>
    /// <exception cref="Http2Exception">The frame breaks a rule.</exception>
    internal static ReadOnlySpan<byte> Check(scoped in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case Http2FrameType.Data:
                RequireStream(header);
                return WithoutPadding(header, payload);
            case Http2FrameType.Headers:
                RequireStream(header);
                return WithoutPriority(header, WithoutPadding(header, payload));
            case Http2FrameType.Priority:
                // Advice for servers, without a meaning since RFC 9113. Only its form is looked at.
                RequireStream(header);
                RequireLength(header, PriorityLength);
                break;
            case Http2FrameType.RstStream:
                RequireStream(header);
                RequireLength(header, sizeof(uint));
                break;
            case Http2FrameType.Settings:
                CheckSettings(header);
                break;
            case Http2FrameType.PushPromise:
                throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, header, "comes, though pushes were refused");
            case Http2FrameType.Ping:
                RequireConnection(header);
                RequireLength(header, 8);
                break;
            case Http2FrameType.GoAway:
                CheckGoAway(header);
                break;
            case Http2FrameType.WindowUpdate:
                RequireLength(header, sizeof(uint));
                break;
        }

        return payload;
    }

    private static void CheckSettings(in Http2FrameHeader header)
    {
        RequireConnection(header);
        if (header.Has(Http2FrameHeader.Ack))
        {
            RequireLength(header, 0);
        }
        else if (header.Length % PeerSettings.EntryLength != 0)
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.FrameSizeError, header, $"has {header.Length} bytes");
        }
    }

    private static void CheckGoAway(in Http2FrameHeader header)
    {
        RequireConnection(header);
        if (header.Length < 2 * sizeof(uint))
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.FrameSizeError, header, $"has {header.Length} bytes");
        }
    }

    private static void RequireStream(in Http2FrameHeader header)
    {
        if (header.StreamId == 0)
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, header, "needs a stream");
        }
    }

    private static void RequireConnection(in Http2FrameHeader header)
    {
        if (header.StreamId != 0)
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, header, "is the connection's, not a stream's");
        }
    }

    private static void RequireLength(in Http2FrameHeader header, int length)
    {
        if (header.Length != length)
        {
            throw Http2Exception.WrongFrame(
                Http2ErrorCode.FrameSizeError, header, $"has {header.Length} bytes, and {length} are due");
        }
    }

    private static ReadOnlySpan<byte> WithoutPadding(scoped in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!header.Has(Http2FrameHeader.Padded))
        {
            return payload;
        }

        if (payload.IsEmpty)
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.FrameSizeError, header, "is too short for its padding");
        }

        int padding = payload[0];
        return padding < payload.Length
            ? payload[1..^padding]
            : throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, header, "has more padding than bytes");
    }

    private static ReadOnlySpan<byte> WithoutPriority(scoped in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!header.Has(Http2FrameHeader.Priority))
        {
            return payload;
        }

        return payload.Length >= PriorityLength
            ? payload[PriorityLength..]
            : throw Http2Exception.WrongFrame(Http2ErrorCode.FrameSizeError, header, "is too short for its priority");
    }
}
