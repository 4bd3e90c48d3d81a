using System.Buffers;
using System.Text;

namespace P5.GoPlugin;

/// <summary>A line, or a piece of one that is long or not finished.</summary>
/// <param name="Text">The text, without the end of the line.</param>
/// <param name="StartsLine">Whether the line starts here.</param>
/// <param name="EndsLine">Whether the line ends here.</param>
internal sealed record LinePiece(string Text, bool StartsLine, bool EndsLine)
{
    /// <summary>Shows the length only: the text is not redacted.</summary>
    public override string ToString() => $"{Text.Length} characters";
}

/// <summary>
/// Splits a stream of bytes into lines and passes each on as soon as it is complete. Long lines arrive in pieces, so
/// that memory is bounded. Bytes that are not UTF-8 become U+FFFD: lines are logs and messages, not values.
/// </summary>
/// <param name="handle">Called for each line or piece, in order.</param>
/// <param name="maxPieceBytes">The longest piece in bytes; at least 4, the longest character.</param>
internal sealed class LineStream(Action<LinePiece> handle, int maxPieceBytes = 64 * 1024)
{
    private const int ReadBytes = 4 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new();
    private bool _insideLine;

    /// <summary>Whether bytes wait for the rest of their line.</summary>
    internal bool HasPending => _pending.WrittenCount > 0;

    /// <summary>Reads a stream to its end. The last line is passed on even if reading fails.</summary>
    internal async Task ReadToEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReadBytes];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                Append(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            Finish();
        }
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int lineFeed = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lineFeed < 0 ? bytes : bytes[..lineFeed];
            while (_pending.WrittenCount + line.Length > maxPieceBytes)
            {
                int room = maxPieceBytes - _pending.WrittenCount;
                _pending.Write(line[..room]);
                line = line[room..];
                EmitWholeCharacters();
            }

            _pending.Write(line);
            if (lineFeed < 0)
            {
                return;
            }

            EmitEnd();
            bytes = bytes[(lineFeed + 1)..];
        }
    }

    /// <summary>Passes on an unfinished line, except for the bytes of an incomplete character.</summary>
    internal void FlushPending()
    {
        if (HasPending)
        {
            EmitWholeCharacters();
        }
    }

    /// <summary>Passes on what remains at the end of the stream.</summary>
    internal void Finish()
    {
        if (HasPending)
        {
            EmitEnd();
        }
    }

    private void EmitEnd()
    {
        ReadOnlySpan<byte> line = _pending.WrittenSpan;
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        // If the line was passed on already, an empty rest adds nothing.
        LinePiece? piece = !line.IsEmpty || !_insideLine
            ? new LinePiece(Encoding.UTF8.GetString(line), StartsLine: !_insideLine, EndsLine: true)
            : null;
        _pending.ResetWrittenCount();
        _insideLine = false;
        if (piece is not null)
        {
            handle(piece);
        }
    }

    private void EmitWholeCharacters()
    {
        ReadOnlySpan<byte> bytes = _pending.WrittenSpan;
        byte[] rest = bytes[^IncompleteTail(bytes)..].ToArray();
        ReadOnlySpan<byte> whole = bytes[..^rest.Length];
        if (whole.IsEmpty)
        {
            return;
        }

        var piece = new LinePiece(Encoding.UTF8.GetString(whole), StartsLine: !_insideLine, EndsLine: false);
        _insideLine = true;
        _pending.ResetWrittenCount();
        _pending.Write(rest);
        handle(piece);
    }

    /// <summary>The number of bytes at the end that start a character without completing it.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (int length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            int needed = bytes[^length] switch
            {
                >= 0xF0 and <= 0xF4 => 4,
                >= 0xE0 and < 0xF0 => 3,
                >= 0xC2 and < 0xE0 => 2,
                >= 0x80 and < 0xC0 => 0, // inside a character: look further back
                _ => 1,
            };
            if (needed > 0)
            {
                return needed > length ? length : 0;
            }
        }

        return 0;
    }
}
