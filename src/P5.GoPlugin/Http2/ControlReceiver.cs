namespace P5.GoPlugin;

/// <summary>
/// Does what the peer says of the connection, and of how much it takes. What means nothing to a client is passed over.
/// </summary>
/// <remarks>Used under the connection's lock.</remarks>
internal sealed class ControlReceiver(
    PeerSettings peer, Http2Streams streams, RequestSender sender, Http2Output output, Wakeups wakeups)
{
    /// <exception cref="Http2Exception">The frame breaks a rule, and with it the connection.</exception>
    internal void Take(in Http2Frame frame)
    {
        switch (frame.Type)
        {
            case Http2FrameType.Settings when !frame.IsAck:
                TakeSettings(frame);
                break;
            case Http2FrameType.Ping when !frame.IsAck:
                output.WriteAck(Http2FrameType.Ping, frame.Content);
                break;
            case Http2FrameType.GoAway:
                TakeGoAway(frame);
                break;
            case Http2FrameType.WindowUpdate when frame.StreamId == 0:
                WidenConnection(frame);
                break;
            case Http2FrameType.WindowUpdate:
                WidenStream(frame);
                break;
        }
    }

    private void TakeSettings(in Http2Frame frame)
    {
        int before = peer.InitialWindowSize;
        peer.Apply(frame.Content);
        if (!streams.TryWiden((long)peer.InitialWindowSize - before))
        {
            throw Http2Exception.WrongFrame(
                Http2ErrorCode.FlowControlError, frame.Header, "makes a stream's window too large");
        }

        output.WriteAck(Http2FrameType.Settings, []);
        streams.OpenWaiting();
    }

    private void TakeGoAway(in Http2Frame frame)
    {
        if (frame.Number > streams.LastServed)
        {
            throw Http2Exception.WrongFrame(
                Http2ErrorCode.ProtocolError, frame.Header, "names a later stream than the one before");
        }

        foreach (Http2Stream refused in streams.GoAway(frame.Number, frame.Code))
        {
            wakeups.Add(refused);
        }
    }

    private void WidenConnection(in Http2Frame frame)
    {
        if (frame.Number == 0)
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, frame.Header, "adds nothing");
        }

        if (!sender.TryWiden(frame.Number))
        {
            throw Http2Exception.WrongFrame(
                Http2ErrorCode.FlowControlError, frame.Header, "makes the connection's window too large");
        }
    }

    private void WidenStream(in Http2Frame frame)
    {
        if (streams.Find(frame) is not { } stream)
        {
            return;
        }

        if (frame.Number == 0)
        {
            streams.Break(stream, Http2ErrorCode.ProtocolError, "it adds nothing to the stream's window");
            wakeups.Add(stream);
        }
        else if (!stream.SendWindow.TryWiden(frame.Number))
        {
            streams.Break(stream, Http2ErrorCode.FlowControlError, "it makes the stream's window too large");
            wakeups.Add(stream);
        }
    }
}
