using System.Buffers;
using System.Text;

namespace P5.GoPlugin;

/// <summary>Turns bytes, as they come, into lines of text. Long lines come in pieces, so memory stays bounded.</summary>
/// <param name="maxPieceBytes">The most bytes of one piece; at least 4, the longest character.</param>
internal sealed class LineSplitter(int maxPieceBytes = 64 * 1024)
{
    private readonly ArrayBufferWriter<byte> _pending = new();
    private bool _insideLine;

    /// <summary>Whether bytes wait for the rest of their line.</summary>
    internal bool HasPending => _pending.WrittenCount > 0;

    /// <summary>Adds what the bytes complete to <paramref name="pieces"/>.</summary>
    internal void Append(ReadOnlySpan<byte> bytes, ICollection<LinePiece> pieces)
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
                EmitWholeCharacters(pieces);
            }

            _pending.Write(line);
            if (lineFeed < 0)
            {
                return;
            }

            EmitEnd(pieces);
            bytes = bytes[(lineFeed + 1)..];
        }
    }

    /// <summary>Adds the beginning of a line whose rest is not in sight, but for a character in the making.</summary>
    internal void FlushPending(ICollection<LinePiece> pieces)
    {
        if (HasPending)
        {
            EmitWholeCharacters(pieces);
        }
    }

    /// <summary>Adds what is left at the end of all bytes.</summary>
    internal void Finish(ICollection<LinePiece> pieces)
    {
        if (HasPending)
        {
            EmitEnd(pieces);
        }
    }

    private void EmitEnd(ICollection<LinePiece> pieces)
    {
        ReadOnlySpan<byte> line = _pending.WrittenSpan;
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        // Of a line that was shown already, an empty rest is nothing to show.
        if (!line.IsEmpty || !_insideLine)
        {
            pieces.Add(new LinePiece(Encoding.UTF8.GetString(line), StartsLine: !_insideLine, EndsLine: true));
        }

        _pending.ResetWrittenCount();
        _insideLine = false;
    }

    private void EmitWholeCharacters(ICollection<LinePiece> pieces)
    {
        ReadOnlySpan<byte> bytes = _pending.WrittenSpan;
        byte[] rest = bytes[^IncompleteTail(bytes)..].ToArray();
        ReadOnlySpan<byte> whole = bytes[..^rest.Length];
        if (whole.IsEmpty)
        {
            return;
        }

        pieces.Add(new LinePiece(Encoding.UTF8.GetString(whole), StartsLine: !_insideLine, EndsLine: false));
        _insideLine = true;
        _pending.ResetWrittenCount();
        _pending.Write(rest);
    }

    /// <summary>How many bytes at the end are the beginning of a character that is not complete.</summary>
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
