namespace P5.Host;

/// <summary>Dotted keys for messages, as a user would write them in TOML.</summary>
internal static class KeyPath
{
    /// <summary><paramref name="parent"/> (or "") and one more key, in quotes where it needs them.</summary>
    public static string Append(string parent, string key)
    {
        string written = key.Length > 0 && key.All(IsBare) ? key : $"\"{key}\"";
        return parent.Length == 0 ? written : $"{parent}.{written}";
    }

    private static bool IsBare(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or ':';
}
