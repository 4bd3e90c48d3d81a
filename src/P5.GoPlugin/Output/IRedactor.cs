namespace P5.GoPlugin;

/// <summary>Removes secrets from a plugin's output and error messages. Called from any thread.</summary>
public interface IRedactor
{
    /// <summary>
    /// Returns a text, or a piece of one, without its secrets. A secret may begin in a piece and end in the next, or be
    /// cut off because the plugin ended.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="before">The earlier part of the same line, which was shown already; "" at its start.</param>
    /// <returns>The text to show instead. If this is null, or the method throws, the text is withheld.</returns>
    string Redact(string text, string before = "");
}
