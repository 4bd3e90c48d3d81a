using System.Buffers;
using System.Text;

namespace P5.Host;

/// <summary>Finds a fixed set of values in texts. Immutable.</summary>
internal sealed class SecretPatterns
{
    /// <summary>The replacement of a value.</summary>
    public const string Replacement = "***";

    /// <summary>
    /// How many characters are a beginning. At the end of a text, more of the line may follow, or the rest of a value
    /// was cut off when the plugin ended. Fewer are shown: a prompt must not lose its last letters because some value
    /// begins with them.
    /// </summary>
    private const int BeginningLength = 4;

    /// <summary>The longest value; 0 without values.</summary>
    private readonly int _longest;

    /// <summary>
    /// The values by their beginnings, longest first. Only beginnings are searched for: a search for whole values takes
    /// about a hundred bytes for each of their characters.
    /// </summary>
    private readonly Dictionary<string, string[]> _patterns;

    private readonly SearchValues<string> _beginnings;

    /// <summary>Compiles values.</summary>
    /// <param name="values">The values; those that are too short to be masked are ignored.</param>
    public SecretPatterns(IEnumerable<string> values)
    {
        _patterns = values.SelectMany(SecretText.Of)
            .SelectMany(SecretText.Spellings)
            .Distinct()
            .GroupBy(pattern => pattern[..BeginningLength])
            .ToDictionary(
                group => group.Key, group => group.OrderByDescending(pattern => pattern.Length).ToArray());
        _longest = _patterns.Values.Select(patterns => patterns[0].Length).DefaultIfEmpty().Max();
        _beginnings = SearchValues.Create([.. _patterns.Keys], StringComparison.Ordinal);
    }

    /// <summary>Masks the values in a text.</summary>
    /// <param name="text">The text, or a piece of a line.</param>
    /// <param name="before">What preceded it on the line; a value may begin there.</param>
    /// <returns>The text with <c>***</c> for each value, or part of one.</returns>
    public string Mask(string text, string before)
    {
        if (_longest == 0)
        {
            return text;
        }

        int shown = Math.Min(before.Length, _longest - 1);
        string line = before.Length == 0 ? text : string.Concat(before.AsSpan(before.Length - shown), text);
        List<Range> secrets = Find(line);
        if (FindBeginning(line) is { } beginning)
        {
            secrets.Add(beginning..);
            secrets.Sort((a, b) => a.Start.Value.CompareTo(b.Start.Value));
        }

        return secrets.Count == 0 ? text : Replace(line, shown, secrets);
    }

    /// <summary>Where values are, in order of their beginnings; they may overlap.</summary>
    private List<Range> Find(string line)
    {
        var found = new List<Range>();
        int from = 0;
        int covered = 0;
        while (line.AsSpan(from).IndexOfAny(_beginnings) is var offset and >= 0)
        {
            int start = from + offset;
            int length = LongestAt(line.AsSpan(start));
            int end = start + length;

            // A value inside another one is masked already.
            if (length > 0 && end > covered)
            {
                found.Add(start..end);
                covered = end;
            }

            from = start + 1;
        }

        return found;
    }

    /// <summary>The length of the longest value at the start of a text; 0 if none is there.</summary>
    private int LongestAt(ReadOnlySpan<char> text)
    {
        foreach (string pattern in PatternsOf(text))
        {
            if (text.StartsWith(pattern, StringComparison.Ordinal))
            {
                return pattern.Length;
            }
        }

        return 0;
    }

    /// <summary>The values with the beginning of a text, which is one of those that are searched for.</summary>
    private string[] PatternsOf(ReadOnlySpan<char> text) =>
        _patterns.GetAlternateLookup<ReadOnlySpan<char>>()[text[..BeginningLength]];

    /// <summary>The start of a value at the line's end that may continue, or null.</summary>
    private int? FindBeginning(string line)
    {
        int from = Math.Max(0, line.Length - (_longest - 1));
        while (line.AsSpan(from).IndexOfAny(_beginnings) is var offset and >= 0)
        {
            int start = from + offset;
            if (PatternsOf(line.AsSpan(start)).Any(
                pattern => pattern.AsSpan().StartsWith(line.AsSpan(start), StringComparison.Ordinal)))
            {
                return start;
            }

            from = start + 1;
        }

        return null;
    }

    /// <summary>The line from <paramref name="shown"/> on, with one mask for each run of what is secret.</summary>
    private static string Replace(string line, int shown, List<Range> secrets)
    {
        var result = new StringBuilder();
        int from = shown;
        bool masked = false;
        foreach (Range secret in secrets)
        {
            int start = Math.Max(secret.Start.Value, shown);
            int end = secret.End.GetOffset(line.Length);
            if (end <= from)
            {
                continue;
            }

            if (start > from || !masked)
            {
                result.Append(line, from, Math.Max(0, start - from)).Append(Replacement);
                masked = true;
            }

            from = end;
        }

        return result.Append(line, from, line.Length - from).ToString();
    }
}
