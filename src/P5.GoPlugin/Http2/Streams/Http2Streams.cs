namespace P5.GoPlugin;

/// <summary>
/// The streams of a connection, from the wait for a place to the end, and what the peer may say on which of them:
/// RFC 9113, section 5.1.
/// </summary>
/// <remarks>Used under the connection's lock. Whoever ends a stream here has to wake who waits for it.</remarks>
internal sealed class Http2Streams(PeerSettings peer, RequestSender sender, Http2Output output)
{
    private readonly Dictionary<int, Http2Stream> _open = [];

    /// <summary>Those that wait for the peer's limit to let them open.</summary>
    private readonly List<Http2Stream> _waiting = [];

    private readonly ResetStreams _reset = new();
    private int _nextId = 1;
    private Http2ErrorCode _goAwayCode;

    /// <summary>The last stream that the peer serves, once it said so.</summary>
    internal int? LastServed { get; private set; }

    /// <summary>Whether there can be new ones. The number after the last possible one is negative.</summary>
    internal bool CanAdd => LastServed is null && _nextId > 0;

    /// <summary>Whether the peer takes no new ones, and has answered all others.</summary>
    internal bool AreDrained => LastServed is not null && _open.Count == 0;

    /// <summary>Opens a stream, as soon as the peer's limit allows.</summary>
    internal void Add(Http2Stream stream)
    {
        _waiting.Add(stream);
        OpenWaiting();
    }

    /// <summary>Sends the headers of those that wait, as far as the peer's limit goes.</summary>
    internal void OpenWaiting()
    {
        while (_waiting.Count > 0 && _open.Count < peer.MaxConcurrentStreams && CanAdd)
        {
            Http2Stream stream = _waiting[0];
            _waiting.RemoveAt(0);
            stream.Open(_nextId, peer.InitialWindowSize);
            _nextId += 2;
            _open.Add(stream.Id, stream);
            sender.Add(stream);

            // The encoder uses no dynamic table, and says so once: a peer whose setting for it is below the 4096 that
            // hold at first has to be told (RFC 7541, section 4.2), and this comes in time for any.
            byte[] block = stream.Id == 1 ? [HpackEncoder.NoDynamicTable, .. stream.Headers] : stream.Headers;
            output.WriteHeaders(stream.Id, block, peer.MaxFrameSize);
        }
    }

    /// <summary>The stream of a frame that belongs to an answer.</summary>
    /// <returns>Null for one that was reset here, which the peer may not have heard yet.</returns>
    /// <exception cref="Http2Exception">The stream was never opened, or the peer ended it itself.</exception>
    internal Http2Stream? Answered(in Http2Frame frame) =>
        Find(frame) is { } stream ? stream
            : _reset.MayContain(frame.StreamId) ? null
            : throw Http2Exception.WrongFrame(Http2ErrorCode.StreamClosed, frame.Header, "comes after the stream's end");

    /// <summary>The stream of a frame that may come after the end.</summary>
    /// <returns>Null for one that is over.</returns>
    /// <exception cref="Http2Exception">The stream was never opened.</exception>
    internal Http2Stream? Find(in Http2Frame frame)
    {
        // Those with even numbers are pushes.
        int id = frame.StreamId;
        if (id % 2 == 0 || (_nextId > 0 && id >= _nextId))
        {
            throw Http2Exception.WrongFrame(Http2ErrorCode.ProtocolError, frame.Header, "is for a stream that was never opened");
        }

        _open.TryGetValue(id, out Http2Stream? stream);
        return stream;
    }

    /// <summary>The peer changed what it takes of each stream at first, and thereby of those that are open.</summary>
    /// <returns>False where a window would become larger than a window may be.</returns>
    internal bool TryWiden(long increment)
    {
        foreach (Http2Stream stream in _open.Values)
        {
            if (!stream.SendWindow.TryWiden(increment))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The peer's last word on a stream.</summary>
    internal void End(Http2Stream stream)
    {
        stream.HasEnded = true;
        if (!stream.IsSent)
        {
            // It answered without the rest of the request, and does not wait for it: RFC 9113, section 8.1.
            output.WriteReset(stream.Id, Http2ErrorCode.Cancel);
        }

        Forget(stream);
    }

    /// <summary>The peer broke a stream off.</summary>
    internal void EndEarly(Http2Stream stream, Http2ErrorCode code)
    {
        stream.Fail(Http2Exception.BrokenOff(code));
        Forget(stream);
    }

    /// <summary>The peer broke a rule on a stream; the connection goes on.</summary>
    internal void Break(Http2Stream stream, Http2ErrorCode code, string message) =>
        Reset(stream, code, Http2Exception.Violation(code, message));

    /// <summary>Breaks a stream off from this side.</summary>
    internal void Reset(Http2Stream stream, Http2ErrorCode code, Http2Exception failure)
    {
        stream.Fail(failure);
        if (stream.Id == 0)
        {
            _waiting.Remove(stream);
            return;
        }

        output.WriteReset(stream.Id, code);
        _reset.Add(stream.Id);
        Forget(stream);
    }

    /// <summary>The peer serves no streams beyond <paramref name="last"/>, and says why.</summary>
    /// <returns>The streams that failed: what lies above, and what was not sent, another connection can take.</returns>
    internal List<Http2Stream> GoAway(int last, Http2ErrorCode code)
    {
        (LastServed, _goAwayCode) = (last, code);
        List<Http2Stream> refused = [.. _waiting];
        _waiting.Clear();
        foreach (Http2Stream stream in _open.Values)
        {
            if (stream.Id > last)
            {
                refused.Add(stream);
            }
        }

        foreach (Http2Stream stream in refused)
        {
            stream.Fail(NotTaken());
            if (stream.Id != 0)
            {
                _reset.Add(stream.Id);
                Forget(stream);
            }
        }

        return refused;
    }

    /// <summary>How those fail that there is no place for.</summary>
    internal Http2Exception NotTaken() => Http2Exception.NotTaken(_goAwayCode);

    /// <summary>The connection has ended.</summary>
    /// <returns>The streams that failed with it.</returns>
    internal List<Http2Stream> Fail(Http2Exception failure)
    {
        List<Http2Stream> failed = [];
        foreach (Http2Stream stream in _open.Values)
        {
            stream.Fail(failure.ExplainedBy(_goAwayCode));
            failed.Add(stream);
        }

        foreach (Http2Stream stream in _waiting)
        {
            stream.Fail(failure.ForUnsent());
            failed.Add(stream);
        }

        _open.Clear();
        _waiting.Clear();
        return failed;
    }

    /// <summary>The stream is closed on both sides. Its place can be another's.</summary>
    private void Forget(Http2Stream stream)
    {
        _open.Remove(stream.Id);
        if (!stream.IsSent)
        {
            sender.Remove(stream);
        }

        OpenWaiting();
    }
}
