using System.Globalization;

namespace P5.GoPlugin;

/// <summary>Makes text that comes from a file or a plugin safe to show in a terminal.</summary>
public static class SafeText
{
    private const int MaxLength = 200;

    private const int MaxMessageLength = 4_000;

    /// <summary>A message begins with what failed and ends with the reason.</summary>
    private const int ShownAtEachEnd = 1_900;

    /// <summary>
    /// Truncates a text to 200 characters on one line, with control characters as <c>\uXXXX</c>. A note after it has
    /// the number of characters that are left out.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The text to show.</returns>
    public static string Truncate(string text) => ControlCharacters.Escape(text, MaxLength);

    /// <summary>
    /// Leaves out the middle of a message that has more than 4000 characters, and says how many. A surrogate pair stays
    /// whole.
    /// </summary>
    /// <param name="message">The message. Redact it first: the end of a cut secret is not recognized.</param>
    /// <returns>The message to show.</returns>
    public static string Limit(string message)
    {
        if (message.Length <= MaxMessageLength)
        {
            return message;
        }

        int end = CharacterAt(message, ShownAtEachEnd);
        int start = CharacterAt(message, message.Length - ShownAtEachEnd);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{message.AsSpan(0, end)} … ({start - end} characters are not shown) … {message.AsSpan(start)}");
    }

    /// <summary>Shows a whole text on one line, with control characters as <c>\uXXXX</c>.</summary>
    /// <param name="text">The text, on which the reader bases a decision.</param>
    /// <returns>The text to show.</returns>
    public static string Whole(string text) => ControlCharacters.Escape(text);

    /// <summary>
    /// Shows a message, whose middle is left out if it is long. Line feeds are escaped too, because those of a name
    /// would let it look like a message of its own.
    /// </summary>
    /// <param name="text">The message, in which names may have control characters.</param>
    /// <param name="lines">
    /// What follows it: the text of a plugin or a command. Its lines after the first are indented, so that none looks
    /// like another message.
    /// </param>
    /// <returns>The message to show, with at most 4000 characters.</returns>
    public static string Message(string text, string lines = "") =>
        // Cut before, so that little is escaped, and after, because an escape has six characters.
        Limit(Whole(Limit(text)) + Lines(Limit(lines)).Replace("\n", "\n  ", StringComparison.Ordinal));

    /// <summary>Shows a text of several lines, with control characters but line feeds as <c>\uXXXX</c>.</summary>
    /// <param name="text">The text; its line ends may be LF or CRLF.</param>
    /// <returns>The text to show, with LF.</returns>
    public static string Lines(string text) =>
        string.Join('\n', text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(Whole));

    /// <summary>The index, or the one before it if a surrogate pair would be cut.</summary>
    private static int CharacterAt(string text, int index) => char.IsLowSurrogate(text[index]) ? index - 1 : index;
}
