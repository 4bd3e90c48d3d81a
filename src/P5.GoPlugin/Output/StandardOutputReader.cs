using System.Text;

namespace P5.GoPlugin;

/// <summary>Reads a plugin's standard output to its end: the first line is the handshake, the rest is output.</summary>
internal sealed class StandardOutputReader(LineStream rest, TimeProvider timeProvider)
{
    /// <summary>A handshake with a certificate is shorter than 2 KiB.</summary>
    private const int BufferBytes = 4 * 1024;

    private const int MaxFirstLine = 64 * 1024;

    private readonly TaskCompletionSource<FirstLine> _firstLine =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private byte[] _buffer = new byte[BufferBytes];
    private int _filled;

    /// <summary>Completes at the end of the line, at the end of the output or at the limit. Never fails.</summary>
    internal Task<FirstLine> FirstLine => _firstLine.Task;

    internal async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await ReadFirstLineAsync(stream, cancellationToken).ConfigureAwait(false);

            // The rest of an endless line is not a plugin's output. It is read, so that the process can end.
            FirstLine first = await _firstLine.Task.ConfigureAwait(false);
            int read;
            while ((read = await PartialLineFlusher.AwaitNextAsync(
                stream.ReadAsync(_buffer, cancellationToken), timeProvider, rest).ConfigureAwait(false)) > 0)
            {
                if (first.End != FirstLineEnd.Limit)
                {
                    rest.Append(_buffer.AsSpan(0, read));
                }
            }
        }
        finally
        {
            // Has an effect only if reading failed before the line was complete.
            _firstLine.TrySetResult(new FirstLine(Text(_filled), FirstLineEnd.EndOfOutput));
            rest.Finish();
        }
    }

    private async Task ReadFirstLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (_filled < MaxFirstLine)
        {
            if (_filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            int begin = _filled;
            int read = await stream.ReadAsync(_buffer.AsMemory(begin), cancellationToken).ConfigureAwait(false);
            _filled += read;
            int lineFeed = _buffer.AsSpan(begin, read).IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                int end = begin + lineFeed;
                _firstLine.SetResult(new FirstLine(Text(end), FirstLineEnd.LineFeed));
                rest.Append(_buffer.AsSpan(end + 1, _filled - end - 1));
                return;
            }

            if (read == 0)
            {
                _firstLine.SetResult(new FirstLine(Text(_filled), FirstLineEnd.EndOfOutput));
                return;
            }
        }

        _firstLine.SetResult(new FirstLine(Text(_filled), FirstLineEnd.Limit));
    }

    private string Text(int length) => Encoding.UTF8.GetString(_buffer.AsSpan(0, length));
}
