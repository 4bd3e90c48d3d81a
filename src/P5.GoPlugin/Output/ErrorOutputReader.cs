namespace P5.GoPlugin;

/// <summary>Tells what the lines on a plugin's standard error are. Give it each line in order.</summary>
internal sealed class ErrorOutputReader
{
    private bool _panicked;

    internal PluginOutput Read(LinePiece piece)
    {
        if (piece is { StartsLine: true, EndsLine: true }
            && (HclogLine.TryParse(piece.Text) ?? TryParseLevel(piece.Text)) is { } log)
        {
            return log;
        }

        // A Go program's last words: the stack traces that follow belong to them.
        _panicked |= piece.StartsLine && IsPanic(piece.Text);
        return new PluginOutput(
            PluginOutputSource.ErrorLine, _panicked ? PluginLogLevel.Error : PluginLogLevel.Debug, piece.Text)
        {
            IsPartial = !piece.EndsLine,
        };
    }

    private static bool IsPanic(string line) =>
        line.StartsWith("panic: ", StringComparison.Ordinal)
        || line.StartsWith("fatal error: ", StringComparison.Ordinal);

    private static PluginOutput? TryParseLevel(string line)
    {
        int end = line.IndexOf(']', StringComparison.Ordinal);
        return line.StartsWith('[') && end > 0 && HclogLine.Level(line[1..end]) is { } level
            ? new PluginOutput(PluginOutputSource.Log, level, line[(end + 1)..].TrimStart())
            : null;
    }
}
