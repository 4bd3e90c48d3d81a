namespace P5.Host;

/// <summary>One thing that is wrong with a TOML text.</summary>
/// <param name="Offset">Where it is wrong.</param>
/// <param name="Sentence">
/// What is wrong. It has keys and single characters at most, never a value, because values may be secrets. Null for
/// what follows from an earlier error, as do all other errors in its line.
/// </param>
internal sealed record TomlProblem(int Offset, string? Sentence)
{
    /// <summary>Whether the text after it cannot be read: a string, an array or an inline table does not end.</summary>
    public bool IsLast { get; init; }
}
