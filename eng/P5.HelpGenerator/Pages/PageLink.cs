namespace P5.HelpGenerator;

/// <summary>A related link.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Address">An address of the web; null for other help.</param>
internal sealed record PageLink(string Text, string? Address);
