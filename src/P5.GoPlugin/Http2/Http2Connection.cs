using System.Diagnostics.CodeAnalysis;

namespace P5.GoPlugin;

/// <summary>
/// The client's side of one HTTP/2 connection (RFC 9113) over a stream of bytes: requests out, answers in, no pushes.
/// Safe for any number of callers at once.
/// </summary>
/// <remarks>
/// It has no thread and no task of its own. Whoever has something to send writes it, together with what others left
/// meanwhile; the reading continues on the thread where the transport completes. One lock guards all that is
/// remembered, and is never held while the transport or a caller runs.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Close disposes of the transport; a connection that failed has done so itself.")]
internal sealed partial class Http2Connection
{
    /// <summary>What a stream may send before it is read: a large answer does not wait, and a flood stops.</summary>
    internal const int StreamWindow = 1024 * 1024;

    /// <summary>The same of all streams. It is given back at once: the streams' own windows bound the memory.</summary>
    private const int ConnectionWindow = 8 * 1024 * 1024;

    private const int DefaultWindow = 65_535;

    /// <summary>Of one answer's headers, in bytes. Errors travel in trailers, so that a long text must fit.</summary>
    private const int MaxHeaderListSize = 128 * 1024;

    private readonly Stream _transport;
    private readonly PeerSettings _peer = new();
    private readonly Dictionary<int, Http2Stream> _streams = [];

    /// <summary>Those that wait for the peer's limit to let them open.</summary>
    private readonly List<Http2Stream> _waiting = [];

    /// <summary>Those whose request is not sent wholly.</summary>
    private readonly List<Http2Stream> _sending = [];

    private readonly ResetStreams _reset = new();
    private Http2Exception? _failure;
    private int _nextStreamId = 1;
    private int _sendWindow = DefaultWindow;

    /// <summary>The last stream that the peer serves, once it said so.</summary>
    private int? _goAwayLast;
    private Http2ErrorCode _goAwayCode;

    internal Http2Connection(Stream transport)
    {
        _transport = transport;
        _onRead = OnRead;
        _onWritten = OnWritten;
        WritePreface();
        BeginReading();
    }

    internal Lock Gate { get; } = new();

    /// <summary>Whether it takes new streams.</summary>
    internal bool IsUsable
    {
        get
        {
            lock (Gate)
            {
                return CanOpen;
            }
        }
    }

    /// <summary>Whether it has ended, with all of its streams.</summary>
    internal bool IsOver
    {
        get
        {
            lock (Gate)
            {
                return _failure is not null;
            }
        }
    }

    private bool CanOpen => _failure is null && _goAwayLast is null && _nextStreamId > 0;

    /// <summary>Sends a request. On a connection that is no longer usable, the stream has failed already.</summary>
    internal Http2Stream Open(byte[] headers, byte[] body, int wakeAt)
    {
        var stream = new Http2Stream(this, headers, body, wakeAt);
        lock (Gate)
        {
            if (!CanOpen)
            {
                stream.Fail(_failure is { } failure ? Unsent(failure) : Unprocessed());
                return stream;
            }

            _waiting.Add(stream);
            OpenWaiting();
        }

        Flush();
        return stream;
    }

    /// <summary>Gives a stream up, unless it is over; the peer hears of it at once.</summary>
    internal void Cancel(Http2Stream stream)
    {
        TaskCompletionSource? waiter;
        lock (Gate)
        {
            if (stream.IsOver)
            {
                return;
            }

            Reset(stream, Http2ErrorCode.Cancel, new Http2Exception(
                Http2FailureKind.Cancelled, Http2ErrorCode.Cancel, "the request was given up"));
            waiter = stream.TakeWaiter();
        }

        // On another thread: whoever cancels does not expect to run what waits for the answer.
        WakeElsewhere(waiter);
        Flush();
        CloseIfDrained();
    }

    /// <summary>Lets the peer send again what was taken.</summary>
    internal void GiveBack(Http2Stream stream)
    {
        lock (Gate)
        {
            WriteGiveBack(stream);
        }

        Flush();
    }

    /// <summary>Ends the connection; streams that are open fail.</summary>
    internal void Close() => Fail(new Http2Exception(
        Http2FailureKind.Connection, Http2ErrorCode.NoError, "it was closed by the host"));

    /// <summary>A peer that takes no more requests waits for the end, once the last one has its answer.</summary>
    private void CloseIfDrained()
    {
        bool isDrained;
        lock (Gate)
        {
            isDrained = _goAwayLast is not null && _streams.Count == 0 && _failure is null;
        }

        if (isDrained)
        {
            Close();
        }
    }

    /// <summary>Ends the connection and all streams, once. A peer that broke the rules is told so.</summary>
    private void Fail(Http2Exception failure)
    {
        List<TaskCompletionSource> waiters = [];
        bool mayWrite;
        lock (Gate)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = failure;
            foreach (Http2Stream stream in _streams.Values)
            {
                FailStream(stream, ExplainEnd(failure), waiters);
            }

            foreach (Http2Stream stream in _waiting)
            {
                FailStream(stream, Unsent(failure), waiters);
            }

            _streams.Clear();
            _waiting.Clear();
            _sending.Clear();
            _output.Clear();
            mayWrite = !_isWriting && failure.Kind == Http2FailureKind.Violation;
            if (mayWrite)
            {
                _output.WriteGoAway(failure.Code);
                _isWriting = true;
            }
        }

        if (mayWrite)
        {
            Write();
        }

        _transport.Dispose();
        foreach (TaskCompletionSource waiter in waiters)
        {
            WakeElsewhere(waiter);
        }
    }

    private static void FailStream(Http2Stream stream, Http2Exception failure, List<TaskCompletionSource> waiters)
    {
        stream.Fail(failure);
        if (stream.TakeWaiter() is { } waiter)
        {
            waiters.Add(waiter);
        }
    }

    /// <summary>A peer that says why it ends the connection says more than the end does.</summary>
    private Http2Exception ExplainEnd(Http2Exception failure) =>
        failure.Kind == Http2FailureKind.Connection && _goAwayCode != Http2ErrorCode.NoError
            ? new Http2Exception(Http2FailureKind.Peer, _goAwayCode, "the peer ended the connection", failure)
            : failure;

    /// <summary>The same end for a request that was never sent, so that another connection can take it.</summary>
    private static Http2Exception Unsent(Http2Exception failure) =>
        new(failure.Kind, failure.Code, failure.Message, failure) { IsUnprocessed = true };

    private Http2Exception Unprocessed() =>
        new(Http2FailureKind.Peer, _goAwayCode, "the peer takes no more requests on this connection") { IsUnprocessed = true };

    /// <summary>Sends the headers of those that wait, as far as the peer's limit goes.</summary>
    private void OpenWaiting()
    {
        while (_waiting.Count > 0 && _streams.Count < _peer.MaxConcurrentStreams && CanOpen)
        {
            Http2Stream stream = _waiting[0];
            _waiting.RemoveAt(0);
            stream.Id = _nextStreamId;
            stream.SendWindow = _peer.InitialWindowSize;
            _nextStreamId += 2;
            _streams.Add(stream.Id, stream);
            _sending.Add(stream);

            // The encoder uses no dynamic table, and says so once: a peer whose setting for it is below the 4096 that
            // hold at first has to be told (RFC 7541, section 4.2), and this comes in time for any.
            byte[] block = stream.Id == 1 ? [HpackEncoder.NoDynamicTable, .. stream.Headers] : stream.Headers;
            _output.WriteHeaders(stream.Id, block, _peer.MaxFrameSize);
        }
    }

    /// <summary>Breaks a stream off from this side.</summary>
    private void Reset(Http2Stream stream, Http2ErrorCode code, Http2Exception failure)
    {
        stream.Fail(failure);
        if (stream.Id == 0)
        {
            _waiting.Remove(stream);
            return;
        }

        _output.WriteReset(stream.Id, code);
        _reset.Add(stream.Id);
        Forget(stream);
    }

    /// <summary>The stream is closed on both sides. Its place can be another's.</summary>
    private void Forget(Http2Stream stream)
    {
        _streams.Remove(stream.Id);
        if (!stream.IsSent)
        {
            _sending.Remove(stream);
        }

        OpenWaiting();
    }

    private static void WakeElsewhere(TaskCompletionSource? waiter)
    {
        if (waiter is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => ((TaskCompletionSource)state!).TrySetResult(), waiter);
        }
    }
}
