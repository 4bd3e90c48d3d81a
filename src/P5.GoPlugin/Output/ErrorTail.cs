namespace P5.GoPlugin;

/// <summary>The end of a plugin's standard error, for the message of whatever fails next.</summary>
/// <param name="redactor">Takes out what nobody shall see, as of the moment when the tail is shown; null for nothing.</param>
internal sealed class ErrorTail(IRedactor? redactor)
{
    private const int Capacity = 20;

    private readonly Lock _gate = new();
    private readonly Queue<LinePiece> _lines = new();
    private LinePiece? _panic;
    private LinePiece? _complaint;

    /// <param name="piece">The line, or the piece of one, as it was written.</param>
    /// <param name="output">What it means.</param>
    internal void Add(LinePiece piece, PluginOutput output)
    {
        lock (_gate)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(piece);
            if (output is { Source: PluginOutputSource.ErrorLine, Level: PluginLogLevel.Error })
            {
                _panic ??= piece;
            }
            else if (piece.StartsLine
                && !string.IsNullOrWhiteSpace(output.Text)
                && (output.Source == PluginOutputSource.ErrorLine || output.Level >= PluginLogLevel.Warning))
            {
                _complaint = piece with { Text = output.Text };
            }
        }
    }

    internal IReadOnlyList<string> Snapshot()
    {
        lock (_gate)
        {
            var lines = new LineRedactor(redactor);
            return [.. _lines.Select(piece => lines.Redact(piece.Text, goesOn: !piece.EndsLine))];
        }
    }

    /// <summary>
    /// The one line that most likely tells the reason, as a sentence that follows a message; empty where there is
    /// none. A panic's stack traces can be longer than what is kept, so its first line is kept apart.
    /// </summary>
    internal string Summary()
    {
        lock (_gate)
        {
            return (_panic ?? _complaint) is { } line
                ? $" It wrote: {Printable.Shorten(new LineRedactor(redactor).Redact(line.Text, goesOn: !line.EndsLine).Trim())}"
                : "";
        }
    }
}
