namespace P5.GoPlugin;

/// <summary>What a plugin printed first.</summary>
/// <param name="Text">The line without its end; cut where it is too long.</param>
/// <param name="End">What came after it.</param>
internal sealed record FirstLine(string Text, FirstLineEnd End)
{
    /// <summary>Tells the length and the end; the text is the plugin's, and not redacted.</summary>
    public override string ToString() => $"{Text.Length} characters, {End}";
}
