using System.Buffers;

namespace P5.GoPlugin;

/// <summary>
/// One request and its answer. All fields are the connection's, under its lock; the caller waits, takes what has come,
/// and closes.
/// </summary>
/// <param name="connection">Where it lives.</param>
/// <param name="headers">The request's header block.</param>
/// <param name="body">The request's body.</param>
/// <param name="wakeAt">How many bytes of the answer's body are worth waking the caller for, before its end.</param>
internal sealed class Http2Stream(Http2Connection connection, byte[] headers, byte[] body, int wakeAt)
{
    private const int FirstCapacity = 1024;

    private TaskCompletionSource? _waiter;
    private SendWindow _sendWindow;
    private ReceiveWindow _receiveWindow = new(Http2Connection.StreamWindow);
    private byte[]? _received;
    private int _receivedLength;

    /// <summary>0 until it is opened, which the peer's limit can delay.</summary>
    internal int Id { get; private set; }

    internal byte[] Headers => headers;

    internal ReadOnlySpan<byte> Unsent => body.AsSpan(Sent);

    internal int Sent { get; set; }

    internal bool IsSent { get; set; }

    internal ref SendWindow SendWindow => ref _sendWindow;

    internal ref ReceiveWindow ReceiveWindow => ref _receiveWindow;

    internal Http2Response Response { get; } = new();

    internal bool HasEnded { get; set; }

    internal Http2Exception? Failure { get; private set; }

    internal bool IsOver => HasEnded || Failure is not null;

    /// <summary>Completes when there is something to take, or the end.</summary>
    internal Task WaitAsync()
    {
        lock (connection.Gate)
        {
            if (IsReady)
            {
                return Task.CompletedTask;
            }

            // Its continuation runs where the connection completes it, which chooses the thread with care.
            _waiter ??= new TaskCompletionSource();
            return _waiter.Task;
        }
    }

    /// <summary>Takes all of the answer's body that has come.</summary>
    /// <param name="bytes">A rented array, to be returned to the shared pool; null where there is nothing.</param>
    /// <param name="length">How much of it is the body.</param>
    /// <returns>Whether this is the end of the body.</returns>
    /// <exception cref="Http2Exception">The stream failed, and all that came before was taken.</exception>
    internal bool Take(out byte[]? bytes, out int length)
    {
        lock (connection.Gate)
        {
            (bytes, length) = (_received, _receivedLength);
            (_received, _receivedLength) = (null, 0);
            if (length == 0 && Failure is { } failure)
            {
                throw new Http2Exception(failure.Kind, failure.Code, failure.Message, failure)
                {
                    IsUnprocessed = failure.IsUnprocessed,
                };
            }

            _receiveWindow.Consume(length);
            if (IsOver)
            {
                return HasEnded;
            }
        }

        connection.GiveBack(this);
        return false;
    }

    /// <summary>Gives the stream up, unless it is over.</summary>
    internal void Cancel() => connection.Cancel(this);

    /// <summary>Nobody will take anything any more.</summary>
    internal void Discard()
    {
        Cancel();
        lock (connection.Gate)
        {
            ReturnReceived();
        }
    }

    /// <summary>It has its place on the connection.</summary>
    internal void Open(int id, int sendWindow)
    {
        Id = id;
        _sendWindow = new SendWindow(sendWindow);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        int needed = _receivedLength + bytes.Length;
        if (_received is null)
        {
            _received = ArrayPool<byte>.Shared.Rent(Math.Max(needed, FirstCapacity));
        }
        else if (_received.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _received.Length * 2));
            _received.AsSpan(0, _receivedLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_received);
            _received = larger;
        }

        bytes.CopyTo(_received.AsSpan(_receivedLength));
        _receivedLength = needed;
    }

    /// <summary>Ends it before its time. What was given up here needs its bytes no more.</summary>
    internal void Fail(Http2Exception failure)
    {
        Failure ??= failure;
        if (failure.Kind == Http2FailureKind.Cancelled)
        {
            ReturnReceived();
        }
    }

    /// <summary>Who waits, if there is something for them.</summary>
    internal TaskCompletionSource? TakeWaiter()
    {
        if (!IsReady)
        {
            return null;
        }

        TaskCompletionSource? waiter = _waiter;
        _waiter = null;
        return waiter;
    }

    private void ReturnReceived()
    {
        if (_received is not null)
        {
            ArrayPool<byte>.Shared.Return(_received);
            (_received, _receivedLength) = (null, 0);
        }
    }

    private bool IsReady => IsOver || _receivedLength >= wakeAt;
}
