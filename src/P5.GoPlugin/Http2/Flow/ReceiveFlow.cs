namespace P5.GoPlugin;

/// <summary>Keeps account of what the peer sends of answers' bodies, and lets it send more.</summary>
/// <remarks>Used under the connection's lock.</remarks>
internal sealed class ReceiveFlow(Http2Output output)
{
    /// <summary>More than half of the connection's window.</summary>
    private const int ConnectionStep = (Http2Connection.ConnectionWindow / 2) + 1;

    /// <summary>In large pieces: a stream's window is wide enough to wait for one.</summary>
    private const int StreamStep = Http2Connection.StreamWindow / 4;

    private ReceiveWindow _window = new(Http2Connection.ConnectionWindow);

    /// <summary>Takes a frame from the connection's window, whoever takes its bytes.</summary>
    /// <exception cref="Http2Exception">The peer sent more than it may.</exception>
    internal void Receive(in Http2Frame frame)
    {
        if (!_window.TryReceive(frame.Length))
        {
            throw Http2Exception.WrongFrame(
                Http2ErrorCode.FlowControlError, frame.Header, "has more than the connection's window allows");
        }

        _window.Consume(frame.Length);
        Write(streamId: 0, _window.GiveBack(ConnectionStep));
    }

    /// <summary>Lets the peer send again what was taken of a stream.</summary>
    internal void GiveBack(Http2Stream stream)
    {
        if (!stream.IsOver)
        {
            Write(stream.Id, stream.ReceiveWindow.GiveBack(StreamStep));
        }
    }

    private void Write(int streamId, int increment)
    {
        if (increment > 0)
        {
            output.WriteWindowUpdate(streamId, increment);
        }
    }
}
