namespace P5.GoPlugin;

/// <summary>The first line on a plugin's standard output.</summary>
/// <param name="Text">The line without its end; truncated if it is too long.</param>
/// <param name="End">What ended it.</param>
internal sealed record FirstLine(string Text, FirstLineEnd End)
{
    /// <summary>Shows the length and the end only: the text is not redacted.</summary>
    public override string ToString() => $"{Text.Length} characters, {End}";
}

internal enum FirstLineEnd
{
    LineFeed,

    EndOfOutput,

    /// <summary>The host does not read more than this of it.</summary>
    Limit,
}
