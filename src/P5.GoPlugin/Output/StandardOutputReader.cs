using System.Text;

namespace P5.GoPlugin;

/// <summary>Reads a plugin's standard output to its end: the first line for the handshake, the rest as output.</summary>
internal sealed class StandardOutputReader(TextChannel rest, TimeProvider timeProvider)
{
    /// <summary>A handshake with a certificate has less than 2 KiB.</summary>
    private const int MaxFirstLine = 64 * 1024;

    private readonly TaskCompletionSource<FirstLine> _firstLine =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes, always with a value, at the end of the line, at the output's end or at the limit.</summary>
    internal Task<FirstLine> FirstLine => _firstLine.Task;

    internal async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxFirstLine];
        int filled = 0;
        try
        {
            filled = await ReadFirstLineAsync(stream, buffer, cancellationToken).ConfigureAwait(false);
            int read;
            while ((read = await Prompt.AwaitNextAsync(
                stream.ReadAsync(buffer, cancellationToken), timeProvider, rest).ConfigureAwait(false)) > 0)
            {
                rest.Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            // Only where reading failed before the line was complete.
            _firstLine.TrySetResult(new FirstLine(Decode(buffer.AsSpan(0, filled)), FirstLineEnd.EndOfOutput));
            rest.Finish();
        }
    }

    private async Task<int> ReadFirstLineAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            int lineFeed = buffer.AsSpan(filled, read).IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                int end = filled + lineFeed;
                filled += read;
                _firstLine.SetResult(new FirstLine(Decode(buffer.AsSpan(0, end)), FirstLineEnd.LineFeed));
                rest.Append(buffer.AsSpan((end + 1)..filled));
                return filled;
            }

            filled += read;
            if (read == 0)
            {
                _firstLine.SetResult(new FirstLine(Decode(buffer.AsSpan(0, filled)), FirstLineEnd.EndOfOutput));
                return filled;
            }
        }

        _firstLine.SetResult(new FirstLine(Decode(buffer), FirstLineEnd.Limit));
        return filled;
    }

    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
