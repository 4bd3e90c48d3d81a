namespace P5.Host;

/// <summary>A source of the <c>env</c> plugin that is configured wrongly or cannot be read. Holds no value.</summary>
/// <param name="message">What is wrong with which source.</param>
/// <param name="innerException">The cause, or null.</param>
internal sealed class EnvSourceException(string message, Exception? innerException = null)
    : Exception(message, innerException);
