namespace P5.GoPlugin;

/// <summary>A header block that cannot be decoded. The connection's table is lost with it.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class HpackException(string message) : Exception(message);
