namespace P5.GoPlugin;

/// <summary>The end of a plugin's standard error, for the messages of later failures.</summary>
/// <param name="redactor">
/// Applied when the lines are shown, not when they arrive: secrets may become known in between.
/// </param>
internal sealed class ErrorTail(OutputRedactor redactor)
{
    private const int Capacity = 20;

    private readonly Lock _gate = new();
    private readonly Queue<LinePiece> _lines = new();

    /// <summary>What was before the lines. If a line goes on after it, a secret may begin in it.</summary>
    private LinePiece? _dropped;

    private LinePiece? _panic;
    private LinePiece? _complaint;

    /// <param name="piece">The line or piece, as it was written.</param>
    /// <param name="output">Its meaning.</param>
    internal void Add(LinePiece piece, PluginOutput output)
    {
        lock (_gate)
        {
            if (_lines.Count == Capacity)
            {
                _dropped = _lines.Dequeue();
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
            PieceRedaction redact = redactor.ForStream();
            if (_dropped is { EndsLine: false })
            {
                redact(_dropped.Text, goesOn: true);
            }

            return [.. _lines.Select(piece => SafeText.Limit(redact(piece.Text, !piece.EndsLine)))];
        }
    }

    /// <summary>
    /// The line that most likely states the reason, as a sentence that follows a message; empty if there is none. The
    /// first line of a panic is kept separately, because its stack traces can be longer than the tail.
    /// </summary>
    internal string Summary()
    {
        lock (_gate)
        {
            return (_panic ?? _complaint) is { } line
                ? $" It wrote: {SafeText.Truncate(redactor.ForStream()(line.Text, !line.EndsLine).Trim())}"
                : "";
        }
    }
}
