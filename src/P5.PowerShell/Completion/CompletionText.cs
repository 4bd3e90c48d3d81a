using System.Management.Automation.Language;

namespace P5.PowerShell;

/// <summary>Writes names as PowerShell's command line reads them.</summary>
internal static class CompletionText
{
    /// <summary>Quotes a name that would not be read as a bare word.</summary>
    /// <returns>The name as it is, or in single quotes.</returns>
    public static string Quote(string name) =>
        IsBareWord(name) ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";

    /// <summary>Reads what is typed so far of a name.</summary>
    /// <param name="word">The word, with an opening quote or without, with a closing one or without.</param>
    /// <returns>The start of the name.</returns>
    public static string Unquote(string word) => word.Length > 0 && word[0] == '\''
        ? word.Trim('\'').Replace("''", "'", StringComparison.Ordinal)
        : word.Trim('"');

    // Starting with a letter also excludes numbers, operators and parameters (-x); a character beyond ASCII may be one
    // of the typographic quotes and dashes that PowerShell treats like the plain ones.
    private static bool IsBareWord(string name) =>
        name.Length > 0
        && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
}
