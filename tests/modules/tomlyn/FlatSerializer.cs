namespace Tomlyn;

/// <summary>
/// Writes TOML that is one table of texts. The real library has no such type: who gets that one instead fails.
/// </summary>
public static class FlatSerializer
{
    /// <summary>Writes a document.</summary>
    /// <param name="values">Names and values without quotes and backslashes.</param>
    /// <returns>Lines of <c>name = "value"</c>.</returns>
    public static string Write(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return string.Join('\n', values.Select(pair => $"{pair.Key} = \"{pair.Value}\""));
    }
}
