namespace P5.GoPlugin;

/// <summary>Reads a plugin's standard error to its end: log lines and plain lines.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="tail">Keeps the last lines for error messages.</param>
/// <param name="observer">Sees the lines too; null for none.</param>
internal sealed class StandardErrorReader(OutputDispatcher output, ErrorTail tail, IProcessObserver? observer)
{
    private bool _panicked;

    internal Task RunAsync(Stream stream, CancellationToken cancellationToken) =>
        new LineStream(Handle).ReadToEndAsync(stream, cancellationToken);

    private void Handle(LinePiece piece)
    {
        PluginOutput line = Classify(piece);
        tail.Add(piece, line);
        observer?.OnErrorOutput(piece);
        output.Dispatch(line);
    }

    internal PluginOutput Classify(LinePiece piece)
    {
        if (piece is { StartsLine: true, EndsLine: true } && LogLine.TryParse(piece.Text) is { } log)
        {
            return log;
        }

        // The stack traces that follow a panic belong to it.
        _panicked |= piece.StartsLine && IsPanic(piece.Text);
        return new PluginOutput(
            PluginOutputSource.ErrorLine, _panicked ? PluginLogLevel.Error : PluginLogLevel.Debug, piece.Text)
        {
            IsPartial = !piece.EndsLine,
        };
    }

    /// <summary>The first line of what Go's and .NET's runtimes write about a failure of the program.</summary>
    private static bool IsPanic(string line) =>
        line.StartsWith("panic: ", StringComparison.Ordinal)
        || line.StartsWith("fatal error: ", StringComparison.Ordinal)
        || line.StartsWith("Unhandled exception. ", StringComparison.Ordinal);
}
