using System.Buffers;

namespace P5.Host.Configuration.Values;

/// <summary>Dotted keys for messages, as a user would write them in TOML.</summary>
internal static class KeyPath
{
    private static readonly SearchValues<char> s_bare =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:");

    /// <summary><paramref name="parent"/> (or "") and one more key, in quotes where it needs them.</summary>
    public static string Append(string parent, string key)
    {
        string written = key.Length > 0 && !key.AsSpan().ContainsAnyExcept(s_bare) ? key : $"\"{key}\"";
        return parent.Length == 0 ? written : $"{parent}.{written}";
    }
}
