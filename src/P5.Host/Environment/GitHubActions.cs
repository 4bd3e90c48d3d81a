using System.Security.Cryptography;
using System.Text;
using P5.GoPlugin;

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

    /// <summary>Writes a variable between delimiters, so that its value may have any number of lines.</summary>
    /// <returns>The text, without an end of line.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInvalid"/>: the format cannot express the name.
    /// </exception>
    public static string Variable(string name, string value)
    {
        if (name.Length == 0 || name.Contains("<<") || name.Any(c => c == '=' || char.IsControl(c)))
        {
            throw new P5Exception(
                ErrorIds.EnvironmentInvalid,
                $"The variable '{SafeText.Truncate(name)}' cannot be set in a GitHub workflow: "
                    + "names cannot be empty or contain '<<', '=' or control characters.",
                "Use the format powershell or json, or p5env exec, which accept any name.");
        }

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
