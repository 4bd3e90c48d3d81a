namespace P5.GoPlugin.Tests;

/// <summary>A connection in memory. The client reads in pieces of a given size, whatever was sent at once.</summary>
internal sealed class MemoryTransport(int pieceSize = int.MaxValue) : Stream
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _toClient = new();
    private readonly Queue<byte[]> _fromClient = new();
    private TaskCompletionSource _clientMayRead = NewSignal();
    private TaskCompletionSource _peerMayRead = NewSignal();
    private TaskCompletionSource _clientMayWrite = NewSignal(isSet: true);
    private int _offset;
    private bool _isClosed;
    private Exception? _error;

    /// <summary>How many times the client wrote.</summary>
    internal int Writes { get; private set; }

    internal bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal void Send(byte[] bytes)
    {
        lock (_gate)
        {
            if (bytes.Length > 0)
            {
                _toClient.Enqueue(bytes);
            }
        }

        _clientMayRead.TrySetResult();
    }

    /// <summary>The peer's end: what was sent can still be read.</summary>
    internal void Close(Exception? error = null)
    {
        lock (_gate)
        {
            _isClosed = true;
            _error = error;
        }

        _clientMayRead.TrySetResult();
    }

    internal void BlockWrites() => _clientMayWrite = NewSignal();

    internal void UnblockWrites() => _clientMayWrite.TrySetResult();

    /// <summary>What the client wrote; null at its end.</summary>
    internal async Task<byte[]?> ReceiveAsync()
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_fromClient.TryDequeue(out byte[]? bytes))
                {
                    return bytes;
                }

                if (IsDisposed)
                {
                    return null;
                }

                _peerMayRead = NewSignal();
                next = _peerMayRead.Task;
            }

            await next;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(IsDisposed, this);
                if (_toClient.TryPeek(out byte[]? bytes))
                {
                    int count = Math.Min(Math.Min(pieceSize, buffer.Length), bytes.Length - _offset);
                    bytes.AsMemory(_offset, count).CopyTo(buffer);
                    _offset += count;
                    if (_offset == bytes.Length)
                    {
                        _toClient.Dequeue();
                        _offset = 0;
                    }

                    return count;
                }

                if (_isClosed)
                {
                    return _error is null ? 0 : throw _error;
                }

                _clientMayRead = NewSignal();
                next = _clientMayRead.Task;
            }

            await next;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] bytes = buffer.ToArray();
        await _clientMayWrite.Task;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            Writes++;
            _fromClient.Enqueue(bytes);
        }

        _peerMayRead.TrySetResult();
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            IsDisposed = true;
        }

        _clientMayRead.TrySetResult();
        _peerMayRead.TrySetResult();
        _clientMayWrite.TrySetResult();
        base.Dispose(disposing);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static TaskCompletionSource NewSignal(bool isSet = false)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isSet)
        {
            signal.SetResult();
        }

        return signal;
    }
}
