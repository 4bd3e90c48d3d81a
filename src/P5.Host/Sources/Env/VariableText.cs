using P5.Sources;

namespace P5.Host;

/// <summary>
/// The variables of a text in dotenv or JSON. Text in another format is an error that shows no part of it, because what
/// is not a name may be a secret.
/// </summary>
internal sealed class VariableText
{
    /// <summary>Names and values in their order; a name may be repeated.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; }

    /// <summary>When the variables expire; null if the text contains no expiry.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The places that the reference implementation reads differently, without an error.</summary>
    public IReadOnlyList<ReadingDifference> Differences { get; init; } = [];

    /// <summary>Reads a text: JSON if it begins with a brace, else dotenv.</summary>
    /// <param name="bytes">The text in UTF-8.</param>
    /// <exception cref="VariableTextException">It is neither, or not UTF-8.</exception>
    public static VariableText Parse(ReadOnlySpan<byte> bytes)
    {
        if (Utf8Text.IsUtf16(bytes))
        {
            throw new VariableTextException(1, "the text is UTF-16; only UTF-8 is supported");
        }

        if (!Utf8Text.TryDecode(bytes, out string? text, out int line, out _))
        {
            throw new VariableTextException(line, "the text is not valid UTF-8");
        }

        return text.AsSpan().TrimStart().StartsWith('{') ? JsonVariables.Parse(text) : DotenvReader.Parse(text);
    }
}

/// <summary>A place that the reference implementation reads differently, without an error.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Kind">What is read differently.</param>
internal readonly record struct ReadingDifference(int Line, ReadingDifferenceKind Kind);

/// <summary>A rule of dotenv that the reference implementation does not have.</summary>
internal enum ReadingDifferenceKind
{
    /// <summary><c>export</c> before the name, which the reference reads as part of it.</summary>
    Export,

    /// <summary>A comment after the value, which the reference reads as part of it.</summary>
    Comment,

    /// <summary>An escape between double quotes, which the reference does not replace.</summary>
    Escape,

    /// <summary>A value of several lines, of which the reference reads only the first.</summary>
    SeveralLines,
}

/// <summary>A text that is not a list of variables. The message contains no part of it.</summary>
internal sealed class VariableTextException(int line, string problem) : Exception(problem)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The message, and why it contains no part of the text.</summary>
    public string WithoutText => $"{Message} (the text may be secret and is not shown)";

    /// <summary>The failure of the source that the text is for.</summary>
    /// <param name="origin">The command or file that the text is from.</param>
    public SourceException In(string origin) => new($"{origin}, line {Line}: {WithoutText}", this);
}
