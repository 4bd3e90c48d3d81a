namespace P5.GoPlugin;

/// <summary>Redacts one stream of text, whose long lines come in pieces.</summary>
/// <param name="redactor">Says what is taken out; null takes out nothing.</param>
internal sealed class LineRedactor(IRedactor? redactor)
{
    /// <summary>How much of an unfinished line is remembered; as long as the longest piece.</summary>
    private const int MaxRemembered = 64 * 1024;

    private string _before = "";

    /// <param name="text">A line, or its next piece.</param>
    /// <param name="goesOn">Whether the line goes on behind it.</param>
    internal string Redact(string text, bool goesOn)
    {
        if (redactor is null)
        {
            return text;
        }

        string shown = redactor.Redact(text, _before, goesOn);
        _before = goesOn ? _before + text : "";
        _before = _before[Math.Max(0, _before.Length - MaxRemembered)..];
        return shown;
    }
}
