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
    internal const int ConnectionWindow = 8 * 1024 * 1024;

    /// <summary>Of one answer's headers, in bytes. Errors travel in trailers, so that a long text must fit.</summary>
    internal const int MaxHeaderListSize = 128 * 1024;

    private readonly Stream _transport;
    private readonly Http2Output _output = new();
    private readonly RequestSender _sender = new();
    private readonly ReceiveFlow _flow;
    private readonly Http2Streams _streams;
    private Http2Exception? _failure;

    internal Http2Connection(Stream transport)
    {
        _transport = transport;
        _onRead = OnRead;
        _onWritten = OnWritten;
        var peer = new PeerSettings();
        _flow = new ReceiveFlow(_output);
        _streams = new Http2Streams(peer, _sender, _output);
        _answers = new AnswerReceiver(_streams, _flow, _wakeups);
        _control = new ControlReceiver(peer, _streams, _sender, _output, _wakeups);

        // It goes out with the first request.
        ConnectionPreface.Write(_output);
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
                return _failure is null && _streams.CanAdd;
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

    /// <summary>Sends a request. On a connection that is no longer usable, the stream has failed already.</summary>
    internal Http2Stream Open(byte[] headers, byte[] body, int wakeAt)
    {
        var stream = new Http2Stream(this, headers, body, wakeAt);
        lock (Gate)
        {
            if (_failure is not null || !_streams.CanAdd)
            {
                stream.Fail(_failure?.ForUnsent() ?? _streams.NotTaken());
                return stream;
            }

            _streams.Add(stream);
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

            _streams.Reset(stream, Http2ErrorCode.Cancel, new Http2Exception(
                Http2FailureKind.Cancelled, Http2ErrorCode.Cancel, "the request was given up"));
            waiter = stream.TakeWaiter();
        }

        // Whoever cancels does not expect to run what waits for the answer.
        Wakeups.WakeElsewhere(waiter);
        Flush();
        CloseIfDrained();
    }

    /// <summary>Lets the peer send again what was taken.</summary>
    internal void GiveBack(Http2Stream stream)
    {
        lock (Gate)
        {
            _flow.GiveBack(stream);
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
            isDrained = _streams.AreDrained && _failure is null;
        }

        if (isDrained)
        {
            Close();
        }
    }

    /// <summary>Ends the connection and all streams, once. A peer that broke the rules is told so.</summary>
    private void Fail(Http2Exception failure)
    {
        var wakeups = new Wakeups();
        bool mayWrite;
        lock (Gate)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = failure;
            foreach (Http2Stream stream in _streams.Fail(failure))
            {
                wakeups.Add(stream);
            }

            _sender.Clear();
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
        wakeups.WakeAll();
    }
}
