using System.Buffers;
using System.Text;

namespace P5.Host;

/// <summary>Finds a fixed set of values in texts. Immutable.</summary>
internal sealed class SecretPatterns
{
    /// <summary>The replacement of a value.</summary>
    public const string Replacement = "***";

    /// <summary>
    /// How many characters at the end of a text are treated as the beginning of a value: more of the line may follow, or
    /// the rest was cut off when the plugin ended. Fewer are shown: a prompt must not lose its last letters because some
    /// value begins with them.
    /// </summary>
    private const int ShortestBeginning = 4;

    private readonly string[] _patterns;
    private readonly int _longest;
    private readonly SearchValues<string>? _whole;
    private readonly SearchValues<string>? _beginnings;

    /// <summary>Compiles values.</summary>
    /// <param name="values">The values; those that are too short to be masked are ignored.</param>
    public SecretPatterns(IEnumerable<string> values)
    {
        _patterns =
        [
            .. values.SelectMany(SecretText.Of)
                .SelectMany(SecretText.Spellings)
                .Distinct()
                .OrderByDescending(pattern => pattern.Length),
        ];
        if (_patterns.Length > 0)
        {
            _longest = _patterns[0].Length;
            _whole = SearchValues.Create(_patterns, StringComparison.Ordinal);
            _beginnings = SearchValues.Create(
                [.. _patterns.Select(pattern => pattern[..ShortestBeginning]).Distinct()], StringComparison.Ordinal);
        }
    }

    /// <summary>Masks the values in a text.</summary>
    /// <param name="text">The text, or a piece of a line.</param>
    /// <param name="before">What preceded it on the line; a value may begin there.</param>
    /// <returns>The text with <c>***</c> for each value, or part of one.</returns>
    public string Mask(string text, string before)
    {
        if (_whole is null)
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
        while (line.AsSpan(from).IndexOfAny(_whole!) is var offset and >= 0)
        {
            int start = from + offset;
            int end = start + LongestAt(line, start);

            // A value inside another one is masked already.
            if (end > covered)
            {
                found.Add(start..end);
                covered = end;
            }

            from = start + 1;
        }

        return found;
    }

    private int LongestAt(string line, int start)
    {
        ReadOnlySpan<char> rest = line.AsSpan(start);
        foreach (string pattern in _patterns)
        {
            if (rest.StartsWith(pattern, StringComparison.Ordinal))
            {
                return pattern.Length;
            }
        }

        throw new InvalidOperationException("The match is not one of the values.");
    }

    /// <summary>The start of a value at the line's end that may continue, or null.</summary>
    private int? FindBeginning(string line)
    {
        int from = Math.Max(0, line.Length - (_longest - 1));
        while (line.AsSpan(from).IndexOfAny(_beginnings!) is var offset and >= 0)
        {
            int start = from + offset;
            if (_patterns.Any(pattern => pattern.AsSpan().StartsWith(line.AsSpan(start), StringComparison.Ordinal)))
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
