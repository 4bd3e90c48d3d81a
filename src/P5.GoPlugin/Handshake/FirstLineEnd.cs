namespace P5.GoPlugin;

/// <summary>What ended a plugin's first line.</summary>
internal enum FirstLineEnd
{
    /// <summary>A line feed.</summary>
    LineFeed,

    /// <summary>The end of standard output.</summary>
    EndOfOutput,

    /// <summary>The limit on how much the host reads of it.</summary>
    Limit,
}
