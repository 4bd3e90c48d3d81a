namespace P5.HelpGenerator;

/// <summary>A topic as Get-Help shows it.</summary>
/// <param name="Name">Its name, <c>about_</c> in front.</param>
/// <param name="Text">The whole text.</param>
internal sealed record HelpTopic(string Name, string Text);
