namespace P5.GoPlugin;

/// <summary>A line, or a piece of one that is long or not finished.</summary>
/// <param name="Text">Its text, without the end of the line.</param>
/// <param name="StartsLine">Whether the line begins here.</param>
/// <param name="EndsLine">Whether the line ends here.</param>
internal sealed record LinePiece(string Text, bool StartsLine, bool EndsLine)
{
    /// <summary>Tells the length; the text is the plugin's, and not redacted.</summary>
    public override string ToString() => $"{Text.Length} characters";
}
