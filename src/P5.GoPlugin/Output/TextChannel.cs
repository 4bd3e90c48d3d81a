namespace P5.GoPlugin;

/// <summary>One stream of bytes that carries text: hands on its lines as they come.</summary>
internal sealed class TextChannel(Action<LinePiece> handle)
{
    private readonly LineSplitter _splitter = new();
    private readonly List<LinePiece> _pieces = [];

    /// <summary>Whether the beginning of a line waits for the rest.</summary>
    internal bool HasPending => _splitter.HasPending;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        _splitter.Append(bytes, _pieces);
        HandOn();
    }

    internal void FlushPending()
    {
        _splitter.FlushPending(_pieces);
        HandOn();
    }

    internal void Finish()
    {
        _splitter.Finish(_pieces);
        HandOn();
    }

    private void HandOn()
    {
        foreach (LinePiece piece in _pieces)
        {
            handle(piece);
        }

        _pieces.Clear();
    }
}
