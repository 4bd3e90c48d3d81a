namespace P5.Docs.Tests;

/// <summary>A fenced block of code.</summary>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Language">What the fence says it is; "" if it says nothing.</param>
/// <param name="Text">What stands in it.</param>
internal sealed record Snippet(int Line, string Language, string Text);
