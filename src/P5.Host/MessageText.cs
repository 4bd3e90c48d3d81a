namespace P5.Host;

/// <summary>Limits messages: they are shown on a screen, but names and reasons can have any length.</summary>
internal static class MessageText
{
    private const int MaxLength = 4000;
    private const int ShownAtEachEnd = 1900;

    /// <summary>A text without its middle, if it is longer than 4000 characters.</summary>
    public static string Limit(string text)
    {
        if (text.Length <= MaxLength)
        {
            return text;
        }

        int end = CharacterAt(text, ShownAtEachEnd);
        int start = CharacterAt(text, text.Length - ShownAtEachEnd);
        return $"{text.AsSpan(0, end)} … ({start - end} characters are not shown) … {text.AsSpan(start)}";
    }

    /// <summary>The index, or the one before it if a surrogate pair would be cut.</summary>
    private static int CharacterAt(string text, int index) => char.IsLowSurrogate(text[index]) ? index - 1 : index;
}
