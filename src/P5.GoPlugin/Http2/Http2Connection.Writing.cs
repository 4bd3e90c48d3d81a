using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace P5.GoPlugin;

internal sealed partial class Http2Connection
{
    /// <summary>As much of the requests' bodies is copied before it is written.</summary>
    private const int WriteSize = 64 * 1024;

    /// <summary>Answers that a peer causes without reading them; a flood of PING or SETTINGS ends here.</summary>
    private const int MaxUnwrittenAnswers = 1000;

    private readonly Action _onWritten;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _written;

    /// <summary>What waits, and what is being written.</summary>
    private Http2Output _output = new();
    private Http2Output _beingWritten = new();
    private bool _isWriting;
    private int _unwrittenAnswers;

    private void WritePreface()
    {
        Span<byte> settings = stackalloc byte[3 * PeerSettings.EntryLength];
        WriteSetting(settings, id: 0x2, value: 0); // ENABLE_PUSH
        WriteSetting(settings[PeerSettings.EntryLength..], id: 0x4, StreamWindow); // INITIAL_WINDOW_SIZE
        WriteSetting(settings[(2 * PeerSettings.EntryLength)..], id: 0x6, MaxHeaderListSize); // MAX_HEADER_LIST_SIZE

        // It goes out with the first request.
        _output.WriteRaw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        _output.WriteFrame(Http2FrameType.Settings, flags: 0, streamId: 0, settings);
        _output.WriteWindowUpdate(streamId: 0, ConnectionWindow - DefaultWindow);
    }

    private static void WriteSetting(Span<byte> target, ushort id, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, id);
        BinaryPrimitives.WriteInt32BigEndian(target[2..], value);
    }

    /// <summary>Writes what waits, unless another thread does; that one takes it along.</summary>
    private void Flush()
    {
        lock (Gate)
        {
            if (_isWriting || _failure is not null)
            {
                return;
            }

            _isWriting = true;
        }

        Write();
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Each awaiter is used once, before the next one is stored.")]
    private void Write()
    {
        try
        {
            while (TakeOutput() is { Length: > 0 } bytes)
            {
                _written = _transport.WriteAsync(bytes).ConfigureAwait(false).GetAwaiter();
                if (!_written.IsCompleted)
                {
                    _written.UnsafeOnCompleted(_onWritten);
                    return;
                }

                _written.GetResult();
            }
        }
        catch (Exception failure)
        {
            // Whatever the transport throws is its end, and nobody is here to catch it.
            Fail(Lost(failure));
        }
    }

    private void OnWritten()
    {
        try
        {
            _written.GetResult();
        }
        catch (Exception failure)
        {
            Fail(Lost(failure));
            return;
        }

        Write();
    }

    /// <summary>The next bytes to write. Where there are none, the writing has ended.</summary>
    private ReadOnlyMemory<byte> TakeOutput()
    {
        lock (Gate)
        {
            _beingWritten.Clear();
            WriteBodies();
            _isWriting = _output.Length > 0;
            _unwrittenAnswers = 0;
            (_output, _beingWritten) = (_beingWritten, _output);
            return _beingWritten.Written;
        }
    }

    /// <summary>Takes a frame of each request by turns, as far as the windows of the peer go.</summary>
    private void WriteBodies()
    {
        int blocked = 0;
        while (blocked < _sending.Count && _output.Length < WriteSize)
        {
            Http2Stream stream = _sending[0];
            ReadOnlySpan<byte> rest = stream.Unsent;
            // A stream's window may be less than nothing, and a request's end needs none.
            int window = Math.Max(0, Math.Min(_sendWindow, stream.SendWindow));
            int length = Math.Min(Math.Min(rest.Length, Http2FrameHeader.DefaultMaxLength), window);
            _sending.RemoveAt(0);
            if (length == 0 && !rest.IsEmpty)
            {
                blocked++;
                _sending.Add(stream);
                continue;
            }

            blocked = 0;
            bool isLast = length == rest.Length;
            _output.WriteFrame(
                Http2FrameType.Data, isLast ? Http2FrameHeader.EndStream : (byte)0, stream.Id, rest[..length]);
            _sendWindow -= length;
            stream.SendWindow -= length;
            stream.Sent += length;
            if (isLast)
            {
                stream.IsSent = true;
            }
            else
            {
                _sending.Add(stream);
            }
        }
    }

    /// <summary>In large pieces: a window is wide enough to wait for one.</summary>
    private void WriteGiveBack(Http2Stream stream)
    {
        if (!stream.IsOver && stream.Consumed >= StreamWindow / 4)
        {
            _output.WriteWindowUpdate(stream.Id, stream.Consumed);
            stream.ReceiveWindow += stream.Consumed;
            stream.Consumed = 0;
        }
    }

    private void CountAnswer()
    {
        if (++_unwrittenAnswers > MaxUnwrittenAnswers)
        {
            throw Http2Exception.Violation(Http2ErrorCode.EnhanceYourCalm, "frames that ask for an answer come faster than answers are taken");
        }
    }

    private static Http2Exception Lost(Exception failure) =>
        new(Http2FailureKind.Connection, Http2ErrorCode.NoError, failure.GetBaseException().Message, failure);
}
