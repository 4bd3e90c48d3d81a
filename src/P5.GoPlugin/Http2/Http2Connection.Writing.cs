using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace P5.GoPlugin;

internal sealed partial class Http2Connection
{
    private readonly Action _onWritten;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _written;
    private bool _isWriting;

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
            Fail(Http2Exception.Lost(failure));
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
            Fail(Http2Exception.Lost(failure));
            return;
        }

        Write();
    }

    /// <summary>The next bytes to write. Where there are none, the writing has ended.</summary>
    private ReadOnlyMemory<byte> TakeOutput()
    {
        lock (Gate)
        {
            _sender.Write(_output);
            _isWriting = _output.Length > 0;
            return _output.Take();
        }
    }
}
