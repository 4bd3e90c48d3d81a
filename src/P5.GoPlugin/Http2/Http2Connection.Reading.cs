using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace P5.GoPlugin;

internal sealed partial class Http2Connection
{
    /// <summary>Most answers are small, and a host may have many connections.</summary>
    private const int FirstReadBuffer = 4 * 1024;

    /// <summary>Once an answer is not: some frames at a time.</summary>
    private const int FullReadBuffer = 64 * 1024;

    private readonly Action _onRead;
    private readonly List<TaskCompletionSource> _toWake = [];
    private readonly HeaderBlock _block = new();
    private readonly HpackDecoder _decoder = new();
    private readonly HeaderList _fields = new(MaxHeaderListSize);
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
    private byte[] _input = new byte[FirstReadBuffer];
    private int _inputLength;
    private bool _hasSettings;
    private int _receiveWindow = ConnectionWindow;

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
            _read = _transport.ReadAsync(_input.AsMemory(_inputLength)).ConfigureAwait(false).GetAwaiter();
            isThere = _read.IsCompleted;
            return true;
        }
        catch (Exception failure)
        {
            Fail(Lost(failure));
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
                return;
            }

            // All but the last: one that blocks its thread must not hold up the others.
            TaskCompletionSource? last = null;
            foreach (TaskCompletionSource waiter in _toWake)
            {
                WakeElsewhere(last);
                last = waiter;
            }

            _toWake.Clear();
            Flush();
            CloseIfDrained();
            if (!TryRead(out isThere) || isThere)
            {
                WakeElsewhere(last);
                continue;
            }

            // From here on another thread may read, and this one is free: it goes on with the answer itself, which
            // saves the way through the pool. All that it does for its caller is no concern of the connection's.
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
                throw new EndOfStreamException("the plugin closed it");
            }

            _inputLength += count;
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
        catch (HpackException failure)
        {
            Fail(new Http2Exception(
                Http2FailureKind.Violation, Http2ErrorCode.CompressionError, $"its headers cannot be decoded: {failure.Message}", failure));
        }
        catch (Exception failure)
        {
            // Whatever the transport throws is its end, and nobody is here to catch it.
            Fail(Lost(failure));
        }

        foreach (TaskCompletionSource waiter in _toWake)
        {
            WakeElsewhere(waiter);
        }

        return false;
    }

    private void TakeFrames()
    {
        int position = 0;
        int needed = Http2FrameHeader.Size;
        while (_inputLength - position >= Http2FrameHeader.Size)
        {
            var header = Http2FrameHeader.Read(_input.AsSpan(position));
            CheckHeader(header);
            needed = Http2FrameHeader.Size + header.Length;
            if (_inputLength - position < needed)
            {
                break;
            }

            TakeFrame(header, _input.AsSpan(position + Http2FrameHeader.Size, header.Length));
            position += needed;
            needed = Http2FrameHeader.Size;
        }

        _inputLength -= position;
        if (needed > _input.Length)
        {
            byte[] larger = new byte[FullReadBuffer];
            _input.AsSpan(position, _inputLength).CopyTo(larger);
            _input = larger;
        }
        else if (position > 0)
        {
            _input.AsSpan(position, _inputLength).CopyTo(_input);
        }
    }

    /// <summary>What can be said before the payload is there.</summary>
    private void CheckHeader(in Http2FrameHeader header)
    {
        if (!_hasSettings && (header.Type != Http2FrameType.Settings || header.Has(Http2FrameHeader.Ack)))
        {
            throw Http2Exception.Violation(Http2ErrorCode.ProtocolError, "what it says does not begin with SETTINGS, so that it is no HTTP/2");
        }

        if (header.Length > Http2FrameHeader.DefaultMaxLength)
        {
            throw Wrong(Http2ErrorCode.FrameSizeError, header, $"has {header.Length} bytes, and {Http2FrameHeader.DefaultMaxLength} are allowed");
        }

        if (_block.StreamId != 0 && (header.Type != Http2FrameType.Continuation || header.StreamId != _block.StreamId))
        {
            throw Wrong(Http2ErrorCode.ProtocolError, header, "comes amid the headers of a stream");
        }
    }

    private void TakeFrame(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case Http2FrameType.Data:
                TakeData(header, payload);
                break;
            case Http2FrameType.Headers:
                TakeHeaders(header, payload);
                break;
            case Http2FrameType.Continuation:
                TakeContinuation(header, payload);
                break;
            case Http2FrameType.RstStream:
                TakeReset(header, payload);
                break;
            case Http2FrameType.Settings:
                TakeSettings(header, payload);
                break;
            case Http2FrameType.Ping:
                TakePing(header, payload);
                break;
            case Http2FrameType.GoAway:
                TakeGoAway(header, payload);
                break;
            case Http2FrameType.WindowUpdate:
                TakeWindowUpdate(header, payload);
                break;
            case Http2FrameType.Priority:
                // Advice for servers, without a meaning since RFC 9113. Only its form is looked at.
                RequireStream(header);
                RequireLength(header, 5);
                break;
            case Http2FrameType.PushPromise:
                throw Wrong(Http2ErrorCode.ProtocolError, header, "comes, though pushes were refused");
        }
    }

    private void TakeData(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireStream(header);
        TakeFromConnectionWindow(header);
        ReadOnlySpan<byte> bytes = WithoutPadding(header, payload);
        if (Find(header) is not { } stream)
        {
            return;
        }

        // The padding counts too.
        stream.ReceiveWindow -= header.Length;
        if (stream.ReceiveWindow < 0)
        {
            Break(stream, Http2ErrorCode.FlowControlError, "it sends more than the stream's window allows");
            return;
        }

        if (stream.Response.Status == 0)
        {
            Break(stream, Http2ErrorCode.ProtocolError, "the answer's body comes before its headers");
            return;
        }

        stream.Consumed += header.Length - bytes.Length;
        if (!bytes.IsEmpty)
        {
            stream.Append(bytes);
        }

        if (header.Has(Http2FrameHeader.EndStream))
        {
            End(stream);
        }

        // Nobody takes the padding.
        WriteGiveBack(stream);
        Wake(stream);
    }

    private void TakeFromConnectionWindow(in Http2FrameHeader header)
    {
        _receiveWindow -= header.Length;
        if (_receiveWindow < 0)
        {
            throw Wrong(Http2ErrorCode.FlowControlError, header, "has more than the connection's window allows");
        }

        if (_receiveWindow < ConnectionWindow / 2)
        {
            _output.WriteWindowUpdate(streamId: 0, ConnectionWindow - _receiveWindow);
            _receiveWindow = ConnectionWindow;
        }
    }

    private void TakeHeaders(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireStream(header);
        ReadOnlySpan<byte> fragment = WithoutPadding(header, payload);
        if (header.Has(Http2FrameHeader.Priority))
        {
            const int PriorityLength = 5;
            fragment = fragment.Length >= PriorityLength
                ? fragment[PriorityLength..]
                : throw Wrong(Http2ErrorCode.FrameSizeError, header, "is too short for its priority");
        }

        bool endsStream = header.Has(Http2FrameHeader.EndStream);
        if (header.Has(Http2FrameHeader.EndHeaders))
        {
            TakeBlock(header, fragment, endsStream);
        }
        else
        {
            _block.Begin(header.StreamId, endsStream, fragment);
        }
    }

    private void TakeContinuation(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_block.StreamId == 0)
        {
            throw Wrong(Http2ErrorCode.ProtocolError, header, "continues no headers");
        }

        _block.Append(payload);
        if (header.Has(Http2FrameHeader.EndHeaders))
        {
            TakeBlock(header, _block.Bytes, _block.EndsStream);
            _block.Clear();
        }
    }

    private void TakeBlock(in Http2FrameHeader header, ReadOnlySpan<byte> block, bool endsStream)
    {
        Http2Stream? stream = Find(header);

        // Also where nobody wants them: the table has to keep pace.
        _fields.Clear();
        _decoder.Decode(block, _fields);
        if (stream is null)
        {
            return;
        }

        string? problem = _fields.IsTooLong
            ? $"the answer's headers have more than {MaxHeaderListSize} bytes"
            : stream.Response.Take(_fields.Fields, endsStream);
        if (problem is not null)
        {
            Break(stream, Http2ErrorCode.ProtocolError, problem);
            return;
        }

        if (endsStream)
        {
            End(stream);
        }

        Wake(stream);
    }

    private void TakeReset(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireStream(header);
        RequireLength(header, 4);
        RequireOpened(header);
        if (!_streams.TryGetValue(header.StreamId, out Http2Stream? stream))
        {
            return;
        }

        var code = (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload);
        stream.Fail(new Http2Exception(Http2FailureKind.Peer, code, "the peer broke the stream off")
        {
            IsUnprocessed = code == Http2ErrorCode.RefusedStream,
        });
        Forget(stream);
        Wake(stream);
    }

    private void TakeSettings(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireConnection(header);
        if (header.Has(Http2FrameHeader.Ack))
        {
            RequireLength(header, 0);
            return;
        }

        if (payload.Length % PeerSettings.EntryLength != 0)
        {
            throw Wrong(Http2ErrorCode.FrameSizeError, header, $"has {payload.Length} bytes");
        }

        if (!_hasSettings)
        {
            _hasSettings = true;
            _peer.Begin();
        }

        int before = _peer.InitialWindowSize;
        _peer.Apply(payload);
        foreach (Http2Stream stream in _streams.Values)
        {
            stream.SendWindow = Widen(stream.SendWindow, (long)_peer.InitialWindowSize - before)
                ?? throw Wrong(Http2ErrorCode.FlowControlError, header, "makes a stream's window too large");
        }

        CountAnswer();
        _output.WriteFrame(Http2FrameType.Settings, Http2FrameHeader.Ack, streamId: 0, []);
        OpenWaiting();
    }

    private void TakePing(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireConnection(header);
        RequireLength(header, 8);
        if (!header.Has(Http2FrameHeader.Ack))
        {
            CountAnswer();
            _output.WriteFrame(Http2FrameType.Ping, Http2FrameHeader.Ack, streamId: 0, payload);
        }
    }

    private void TakeGoAway(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireConnection(header);
        if (payload.Length < 8)
        {
            throw Wrong(Http2ErrorCode.FrameSizeError, header, $"has {payload.Length} bytes");
        }

        int last = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (last > _goAwayLast)
        {
            throw Wrong(Http2ErrorCode.ProtocolError, header, "names a later stream than the one before");
        }

        _goAwayLast = last;
        _goAwayCode = (Http2ErrorCode)BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);

        // What lies above the last one, and what was not sent, another connection can take.
        List<Http2Stream> refused = [.. _waiting];
        _waiting.Clear();
        foreach (Http2Stream stream in _streams.Values)
        {
            if (stream.Id > last)
            {
                refused.Add(stream);
            }
        }

        foreach (Http2Stream stream in refused)
        {
            stream.Fail(Unprocessed());
            if (stream.Id != 0)
            {
                _reset.Add(stream.Id);
                Forget(stream);
            }

            Wake(stream);
        }
    }

    private void TakeWindowUpdate(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        RequireLength(header, 4);
        int increment = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (header.StreamId == 0)
        {
            if (increment == 0)
            {
                throw Wrong(Http2ErrorCode.ProtocolError, header, "adds nothing");
            }

            _sendWindow = Widen(_sendWindow, increment)
                ?? throw Wrong(Http2ErrorCode.FlowControlError, header, "makes the connection's window too large");
            return;
        }

        RequireOpened(header);
        if (!_streams.TryGetValue(header.StreamId, out Http2Stream? stream))
        {
            return;
        }

        if (increment == 0)
        {
            Break(stream, Http2ErrorCode.ProtocolError, "it adds nothing to the stream's window");
        }
        else if (Widen(stream.SendWindow, increment) is { } window)
        {
            stream.SendWindow = window;
        }
        else
        {
            Break(stream, Http2ErrorCode.FlowControlError, "it makes the stream's window too large");
        }
    }

    /// <summary>The peer's last word on a stream.</summary>
    private void End(Http2Stream stream)
    {
        stream.HasEnded = true;
        if (!stream.IsSent)
        {
            // It answered without the rest of the request, and does not wait for it: RFC 9113, section 8.1.
            _output.WriteReset(stream.Id, Http2ErrorCode.Cancel);
        }

        Forget(stream);
    }

    /// <summary>Ends a stream whose peer broke its rules; the connection goes on.</summary>
    private void Break(Http2Stream stream, Http2ErrorCode code, string message)
    {
        Reset(stream, code, Http2Exception.Violation(code, message));
        Wake(stream);
    }

    private void Wake(Http2Stream stream)
    {
        if (stream.TakeWaiter() is { } waiter)
        {
            _toWake.Add(waiter);
        }
    }

    /// <summary>The stream of a frame; null for one that was reset here, which the peer may not have heard yet.</summary>
    private Http2Stream? Find(in Http2FrameHeader header)
    {
        RequireOpened(header);
        return _streams.TryGetValue(header.StreamId, out Http2Stream? stream) || _reset.MayContain(header.StreamId)
            ? stream
            : throw Wrong(Http2ErrorCode.StreamClosed, header, "comes after the stream's end");
    }

    private void RequireOpened(in Http2FrameHeader header)
    {
        // Those with even numbers are pushes. The number after the last possible one is negative.
        if (header.StreamId % 2 == 0 || (_nextStreamId > 0 && header.StreamId >= _nextStreamId))
        {
            throw Wrong(Http2ErrorCode.ProtocolError, header, "is for a stream that was never opened");
        }
    }

    private static void RequireStream(in Http2FrameHeader header)
    {
        if (header.StreamId == 0)
        {
            throw Wrong(Http2ErrorCode.ProtocolError, header, "needs a stream");
        }
    }

    private static void RequireConnection(in Http2FrameHeader header)
    {
        if (header.StreamId != 0)
        {
            throw Wrong(Http2ErrorCode.ProtocolError, header, "is the connection's, not a stream's");
        }
    }

    private static void RequireLength(in Http2FrameHeader header, int length)
    {
        if (header.Length != length)
        {
            throw Wrong(Http2ErrorCode.FrameSizeError, header, $"has {header.Length} bytes, and {length} are due");
        }
    }

    private static ReadOnlySpan<byte> WithoutPadding(in Http2FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!header.Has(Http2FrameHeader.Padded))
        {
            return payload;
        }

        if (payload.IsEmpty)
        {
            throw Wrong(Http2ErrorCode.FrameSizeError, header, "is too short for its padding");
        }

        int padding = payload[0];
        return padding < payload.Length
            ? payload[1..^padding]
            : throw Wrong(Http2ErrorCode.ProtocolError, header, "has more padding than bytes");
    }

    private static int? Widen(int window, long increment) =>
        window + increment <= int.MaxValue ? (int)(window + increment) : null;

    private static Http2Exception Wrong(Http2ErrorCode code, in Http2FrameHeader header, string what) =>
        Http2Exception.Violation(code, $"its {header.Type} frame for stream {header.StreamId} {what}");
}
