using System.Security.Cryptography;
using System.Text;

namespace P5.Host;

/// <summary>The two languages of GitHub's runner: commands on standard output, and the file of variables.</summary>
internal static class GitHubActions
{
    /// <summary>
    /// Commands that make the runner mask values in its log, one for each line, because it reads the log line by line.
    /// Lines that are too short to be masked have none: with a mask for <c>1</c> or <c>}</c> no log can be read.
    /// </summary>
    /// <returns>The commands, one a line.</returns>
    public static string Masks(IEnumerable<string> values) => string.Concat(
        values.SelectMany(SecretText.LinesOf).Distinct().Select(line => $"::add-mask::{Escape(line)}\n"));

    /// <summary>Whether the file of variables can express a name.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && !name.Contains("<<") && !name.Any(c => c == '=' || char.IsControl(c));

    /// <summary>Writes a variable between delimiters, so that its value may have any number of lines.</summary>
    /// <returns>The text, without an end of line.</returns>
    public static string Variable(string name, string value)
    {
        string delimiter = Delimiter(value);
        var text = new StringBuilder($"{name}<<{delimiter}\n");
        return text.Append(value).Append('\n').Append(delimiter).ToString();
    }

    /// <summary>It cannot be known beforehand, so that no value can contain it and end early.</summary>
    private static string Delimiter(string value)
    {
        string delimiter;
        do
        {
            delimiter = $"P5_{RandomNumberGenerator.GetHexString(32)}";
        }
        while (value.Contains(delimiter));

        return delimiter;
    }

    private static string Escape(string data) => data.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");
}
