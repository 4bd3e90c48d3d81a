namespace P5.GoPlugin;

/// <summary>The end of a plugin's standard error, for the message of whatever fails next.</summary>
internal sealed class ErrorTail
{
    private const int Capacity = 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private string? _panic;
    private string? _complaint;

    /// <param name="line">The line, or the piece of one, as it was written.</param>
    /// <param name="output">What it means.</param>
    internal void Add(string line, PluginOutput output)
    {
        lock (_gate)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
            if (output is { Source: PluginOutputSource.ErrorLine, Level: PluginLogLevel.Error })
            {
                _panic ??= line;
            }
            else if (!string.IsNullOrWhiteSpace(output.Text)
                && (output.Source == PluginOutputSource.ErrorLine || output.Level >= PluginLogLevel.Warning))
            {
                _complaint = output.Text;
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
    /// The one line that most likely tells the reason, as a sentence that follows a message; empty where there is
    /// none. A panic's stack traces can be longer than what is kept, so its first line is kept apart.
    /// </summary>
    internal string Summary()
    {
        lock (_gate)
        {
            return (_panic ?? _complaint) is { } line ? $" It wrote: {Printable.Shorten(line.Trim())}" : "";
        }
    }
}
