namespace P5.GoPlugin;

/// <summary>The last lines of a plugin's standard error, for the message of whatever fails next.</summary>
internal sealed class ErrorTail
{
    private const int Capacity = 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private string? _panic;

    internal void Add(LinePiece piece)
    {
        lock (_gate)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(piece.Text);
            if (_panic is null && piece.StartsLine && ErrorOutputReader.IsPanic(piece.Text))
            {
                _panic = piece.Text;
            }
        }
    }

    internal IReadOnlyList<string> Snapshot()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    /// <summary>
    /// The one line that most likely tells the reason, in a sentence that follows a message; empty where there is
    /// none. A panic's stack traces can be longer than what is kept, so its first line is kept apart.
    /// </summary>
    internal string Summary()
    {
        lock (_gate)
        {
            string? line = _panic ?? _lines.LastOrDefault(text => !string.IsNullOrWhiteSpace(text));
            return line is null ? "" : $" It wrote: {Printable.Shorten(line.Trim())}";
        }
    }
}
