using System.Text;

namespace P5.Host;

/// <summary>The last lines of a command's standard error, which has any length. Thread-safe.</summary>
internal sealed class ExecErrorOutput
{
    private const int ReportedLines = 20;
    private const int ReportedBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly byte[] _kept = new byte[2 * ReportedBytes];
    private int _count;
    private long _total;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReportedBytes];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            Add(buffer.AsSpan(0, count));
        }
    }

    /// <summary>
    /// The lines so far. A line whose start is not kept is not shown: a secret in it may be cut, and would not be
    /// masked.
    /// </summary>
    public override string ToString()
    {
        lock (_lock)
        {
            int start = 0;
            if (_total > _count)
            {
                int lineFeed = _kept.AsSpan(0, _count).IndexOf((byte)'\n');
                start = lineFeed < 0 ? _count : lineFeed + 1;
            }

            // Bytes that are not UTF-8 may be replaced, because this is a message, not a value.
            string[] lines =
            [
                .. Encoding.UTF8.GetString(_kept.AsSpan(start.._count))
                    .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .TakeLast(ReportedLines),
            ];
            long leftOut = _total - _count + start;
            return string.Join(
                Environment.NewLine, leftOut > 0 ? [$"({leftOut} bytes are not shown)", .. lines] : lines);
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_count + bytes.Length > _kept.Length)
            {
                _kept.AsSpan(_count - ReportedBytes, ReportedBytes).CopyTo(_kept);
                _count = ReportedBytes;
            }

            bytes.CopyTo(_kept.AsSpan(_count));
            _count += bytes.Length;
            _total += bytes.Length;
        }
    }
}
