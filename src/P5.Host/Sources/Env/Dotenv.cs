namespace P5.Host;

/// <summary>
/// The dotenv form as the reference implementation reads it: one <c>NAME=value</c> a line, white space around both cut,
/// one pair of quotes around the value taken off, nothing else interpreted. <c>export NAME=value</c> is read too.
/// </summary>
internal static class Dotenv
{
    private const string Export = "export ";

    /// <summary>Reads the lines; empty ones, comments (<c>#</c>) and lines without <c>=</c> are ignored.</summary>
    /// <param name="text">The text; line ends may be LF or CRLF.</param>
    /// <returns>Names and values in the order of the lines.</returns>
    public static IEnumerable<KeyValuePair<string, string>> Parse(string text)
    {
        var variables = new List<KeyValuePair<string, string>>();
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = text.AsSpan(range).Trim();
            int separator = line.IndexOf('=');
            if (separator < 0 || line[0] == '#')
            {
                continue;
            }

            ReadOnlySpan<char> name = line[..separator].Trim();
            if (name.StartsWith(Export))
            {
                name = name[Export.Length..].Trim();
            }

            if (!name.IsEmpty)
            {
                variables.Add(new(name.ToString(), Unquote(line[(separator + 1)..].Trim()).ToString()));
            }
        }

        return variables;
    }

    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
