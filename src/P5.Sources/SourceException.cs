namespace P5.Sources;

/// <summary>A source that is configured wrongly or cannot be read. Contains no value.</summary>
internal sealed class SourceException : Exception
{
    /// <summary>The setting that is wrong, such as <c>sources[0].type</c>; "" if it is not known.</summary>
    public string Setting { get; init; } = "";

    /// <param name="message">What failed; names in it may have control characters.</param>
    /// <param name="innerException">The cause, or null.</param>
    /// <param name="lines">What a command wrote; it follows the message, and is not masked yet.</param>
    public SourceException(string message, Exception? innerException = null, string lines = "")
        : base(ControlCharacters.Escape(message) + lines, innerException)
    {
    }
}
