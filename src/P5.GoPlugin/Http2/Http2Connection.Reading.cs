using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace P5.GoPlugin;

internal sealed partial class Http2Connection
{
    private readonly Action _onRead;
    private readonly Http2FrameReader _reader = new();

    /// <summary>The reading thread's.</summary>
    private readonly Wakeups _wakeups = new();
    private readonly AnswerReceiver _answers;
    private readonly ControlReceiver _control;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;

    private void BeginReading()
    {
        if (!TryRead(out bool isThere))
        {
            return;
        }

        if (isThere)
        {
            // The caller came to send a request, not to read whatever the peer says.
            ThreadPool.UnsafeQueueUserWorkItem(static state => ((Http2Connection)state!).OnRead(), this);
        }
        else
        {
            _read.UnsafeOnCompleted(_onRead);
        }
    }

    /// <summary>Asks the transport for more.</summary>
    /// <param name="isThere">Whether the result is there already; else it is yet to be waited for.</param>
    /// <returns>False where the transport failed.</returns>
    [SuppressMessage("Reliability", "CA2012", Justification = "Each awaiter is used once, before the next one is stored.")]
    private bool TryRead(out bool isThere)
    {
        isThere = false;
        try
        {
            _read = _transport.ReadAsync(_reader.Free).ConfigureAwait(false).GetAwaiter();
            isThere = _read.IsCompleted;
            return true;
        }
        catch (Exception failure)
        {
            Fail(Http2Exception.Lost(failure));
            return false;
        }
    }

    /// <summary>Takes what was read, and reads on until there is nothing to take.</summary>
    private void OnRead()
    {
        bool isThere;
        do
        {
            if (!TakeRead())
            {
                _wakeups.WakeAll();
                return;
            }

            TaskCompletionSource? last = _wakeups.WakeAllButLast();
            Flush();
            CloseIfDrained();
            if (!TryRead(out isThere) || isThere)
            {
                Wakeups.WakeElsewhere(last);
                continue;
            }

            // From here on another thread may read, and this one is free: it goes on with the answer itself, which
            // saves the way through the pool.
            _read.UnsafeOnCompleted(_onRead);
            last?.TrySetResult();
            return;
        }
        while (isThere);
    }

    /// <returns>Whether the connection goes on.</returns>
    private bool TakeRead()
    {
        try
        {
            int count = _read.GetResult();
            if (count == 0)
            {
                Fail(Http2Exception.Lost(new EndOfStreamException("the plugin closed it")));
                return false;
            }

            _reader.Add(count);
            lock (Gate)
            {
                if (_failure is not null)
                {
                    return false;
                }

                TakeFrames();
            }

            return true;
        }
        catch (Http2Exception violation)
        {
            Fail(violation);
        }
        catch (Exception failure)
        {
            // Whatever the transport throws is its end, and nobody is here to catch it.
            Fail(Http2Exception.Lost(failure));
        }

        return false;
    }

    private void TakeFrames()
    {
        while (_reader.TryRead(out Http2Frame frame))
        {
            if (frame.Type is Http2FrameType.Data or Http2FrameType.Headers or Http2FrameType.RstStream)
            {
                _answers.Take(frame);
            }
            else
            {
                _control.Take(frame);
            }
        }
    }
}
