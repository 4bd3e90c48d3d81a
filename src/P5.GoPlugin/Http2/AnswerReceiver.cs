namespace P5.GoPlugin;

/// <summary>Takes the frames that answers consist of to their streams.</summary>
/// <remarks>Used under the connection's lock.</remarks>
internal sealed class AnswerReceiver(Http2Streams streams, ReceiveFlow flow, Wakeups wakeups)
{
    private readonly HpackDecoder _decoder = new();
    private readonly HeaderList _fields = new(Http2Connection.MaxHeaderListSize);

    /// <exception cref="Http2Exception">The frame breaks a rule, and with it the connection.</exception>
    internal void Take(in Http2Frame frame)
    {
        switch (frame.Type)
        {
            case Http2FrameType.Data:
                TakeData(frame);
                break;
            case Http2FrameType.Headers:
                TakeHeaders(frame);
                break;
            case Http2FrameType.RstStream:
                TakeReset(frame);
                break;
        }
    }

    private void TakeData(in Http2Frame frame)
    {
        flow.Receive(frame);
        if (streams.Answered(frame) is not { } stream)
        {
            return;
        }

        if (!stream.ReceiveWindow.TryReceive(frame.Length))
        {
            streams.Break(stream, Http2ErrorCode.FlowControlError, "it sends more than the stream's window allows");
        }
        else if (stream.Response.Status == 0)
        {
            streams.Break(stream, Http2ErrorCode.ProtocolError, "the answer's body comes before its headers");
        }
        else
        {
            Append(stream, frame);
        }

        wakeups.Add(stream);
    }

    private void Append(Http2Stream stream, in Http2Frame frame)
    {
        // Nobody takes the padding.
        stream.ReceiveWindow.Consume(frame.Length - frame.Content.Length);
        if (!frame.Content.IsEmpty)
        {
            stream.Append(frame.Content);
        }

        if (frame.EndsStream)
        {
            streams.End(stream);
        }

        flow.GiveBack(stream);
    }

    private void TakeHeaders(in Http2Frame frame)
    {
        Http2Stream? stream = streams.Answered(frame);

        // Also where nobody wants them: the table has to keep pace.
        Decode(frame.Content);
        if (stream is null)
        {
            return;
        }

        string? problem = _fields.IsTooLong
            ? $"the answer's headers have more than {Http2Connection.MaxHeaderListSize} bytes"
            : stream.Response.Take(_fields.Fields, frame.EndsStream);
        if (problem is not null)
        {
            streams.Break(stream, Http2ErrorCode.ProtocolError, problem);
        }
        else if (frame.EndsStream)
        {
            streams.End(stream);
        }

        wakeups.Add(stream);
    }

    private void Decode(ReadOnlySpan<byte> block)
    {
        _fields.Clear();
        try
        {
            _decoder.Decode(block, _fields);
        }
        catch (HpackException failure)
        {
            throw new Http2Exception(
                Http2FailureKind.Violation, Http2ErrorCode.CompressionError, $"its headers cannot be decoded: {failure.Message}", failure);
        }
    }

    private void TakeReset(in Http2Frame frame)
    {
        if (streams.Find(frame) is { } stream)
        {
            streams.EndEarly(stream, frame.Code);
            wakeups.Add(stream);
        }
    }
}
