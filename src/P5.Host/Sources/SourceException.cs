using P5.GoPlugin;

namespace P5.Host;

/// <summary>A source that is configured wrongly or cannot be read. Contains no value.</summary>
internal sealed class SourceException : Exception
{
    /// <summary>The setting that is wrong, such as <c>sources[0].type</c>; "" if it is not known.</summary>
    public string Setting { get; init; } = "";

    /// <param name="message">What failed; names in it may have control characters.</param>
    /// <param name="innerException">The cause, or null.</param>
    /// <param name="lines">What a command wrote; it follows the message, and is not masked yet.</param>
    public SourceException(string message, Exception? innerException = null, string lines = "")
        : base(SafeText.Whole(message) + lines, innerException)
    {
    }

    /// <summary>A setting that is wrong.</summary>
    /// <param name="where">The source in messages: an item of <c>sources</c>, or <c>env</c> for the top level.</param>
    /// <param name="key">Its key, or "" for the source as a whole.</param>
    /// <param name="problem">The rest of the sentence.</param>
    public SourceException(string where, string key, string problem)
        : base(SafeText.Whole(where + problem)) => Setting = (where, key) switch
        {
            (EnvSource.SourceName, _) => key,
            (_, "") => where,
            _ => $"{where}.{key}",
        };

    /// <summary>A text that is not a list of variables.</summary>
    /// <param name="origin">The command or file that the text is from.</param>
    /// <param name="exception">The line and the problem.</param>
    public SourceException(string origin, VariableTextException exception)
        : base(SafeText.Whole($"{origin}, line {exception.Line}: {exception.WithoutText}"), exception)
    {
    }
}
