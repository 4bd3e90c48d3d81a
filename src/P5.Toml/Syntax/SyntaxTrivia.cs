namespace P5.Toml;

/// <summary>A piece of text that carries no value: white space, a line end, a comment.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, unchanged.</param>
public readonly record struct SyntaxTrivia(TriviaKind Kind, string Text);
