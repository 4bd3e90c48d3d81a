using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace P5.Host;

/// <summary>Writes variables so that another program reads exactly these names and values.</summary>
public static class EnvironmentFormatter
{
    /// <summary>Writes the variables. The text contains their values.</summary>
    /// <param name="variables">Names and values.</param>
    /// <param name="format">The form.</param>
    /// <returns>
    /// One line a variable (a value may contain more), in ordinal order of the names; "" for no variables but in JSON.
    /// </returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInvalid"/>: the format cannot express a name.
    /// </exception>
    public static string Format(IEnumerable<KeyValuePair<string, string>> variables, EnvironmentFormat format)
    {
        var sorted = new SortedDictionary<string, string>(variables.ToDictionary(), StringComparer.Ordinal);
        if (format == EnvironmentFormat.Json)
        {
            return JsonSerializer.Serialize(sorted, VariablesJson.Readable.SortedDictionaryStringString) + "\n";
        }

        var text = new StringBuilder();
        foreach ((string name, string value) in sorted)
        {
            text.Append(FormatLine(name, value, format)).Append('\n');
        }

        return text.ToString();
    }

    private static string FormatLine(string name, string value, EnvironmentFormat format) => format switch
    {
        EnvironmentFormat.PowerShell => PowerShellLine(name, value),
        EnvironmentFormat.Fish => $"set -gx {ShellName(name)} '{value.Replace("\\", "\\\\").Replace("'", "\\'")}'",
        EnvironmentFormat.Dotenv => $"{ShellName(name)}={DotenvValue(value)}",
        EnvironmentFormat.GitHubActions => GitHubActions.Variable(name, value),
        _ => $"export {ShellName(name)}='{value.Replace("'", "'\\''")}'",
    };

    /// <summary>Shells take letters, digits and underscores; anything else in a name would be read as code.</summary>
    private static string ShellName(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0])
            ? name
            : throw new P5Exception(
                ErrorIds.EnvironmentInvalid,
                $"The variable '{name}' cannot be set by a shell: names can contain only letters, digits and "
                    + "underscores.",
                "Use the format powershell or json, or p5env exec, which accept any name.");

    /// <summary>PowerShell's own syntax treats some names as patterns; the method accepts any.</summary>
    private static string PowerShellLine(string name, string value) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? $"$env:{name} = '{DoublePowerShellQuotes(value)}'"
            : $"[Environment]::SetEnvironmentVariable('{DoublePowerShellQuotes(name)}', "
                + $"'{DoublePowerShellQuotes(value)}')";

    /// <summary>PowerShell treats typographic quotes like the plain one.</summary>
    private static string DoublePowerShellQuotes(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            text.Append(c);
            if (c is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B')
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// In all readers of the format, single quotes are literal. Double quotes are used if the value contains a single
    /// quote, which some readers cannot escape, or a carriage return, which they drop.
    /// </summary>
    private static string DotenvValue(string value) =>
        value.AsSpan().ContainsAny('\'', '\r') ? $"\"{EscapeForDoubleQuotes(value)}\"" : $"'{value}'";

    /// <remarks>
    /// Uses as few escapes as possible, because Node's readers replace only <c>\n</c> and <c>\r</c> and keep other
    /// backslashes. A shell that sources the file would expand <c>$</c> and backticks.
    /// </remarks>
    private static string EscapeForDoubleQuotes(string value)
    {
        bool hasReturn = value.Contains('\r');
        var text = new StringBuilder(value.Length + 16);
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            char next = i + 1 < value.Length ? value[i + 1] : '"';
            _ = c switch
            {
                '\r' => text.Append("\\r"),
                '\n' when hasReturn => text.Append("\\n"),
                '"' or '$' or '`' => text.Append('\\').Append(c),
                '\\' when IsEscapable(next) => text.Append("\\\\"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    /// <summary>Whether a backslash before this character would start an escape.</summary>
    private static bool IsEscapable(char c) => c is '\\' or '"' or '$' or '`' or 'n' or 'r' or 't' or '\r' or '\n';
}

/// <summary>The forms in which variables are handed to other programs.</summary>
public enum EnvironmentFormat
{
    /// <summary><c>export NAME='value'</c> for sh, bash and zsh.</summary>
    Posix,

    /// <summary><c>set -gx NAME 'value'</c> for fish.</summary>
    Fish,

    /// <summary><c>$env:NAME = 'value'</c>; another statement for names that this form cannot contain.</summary>
    PowerShell,

    /// <summary>One JSON object.</summary>
    Json,

    /// <summary><c>NAME='value'</c> lines.</summary>
    Dotenv,

    /// <summary>
    /// Lines of the file that <c>$GITHUB_ENV</c> names, from which later steps of a GitHub workflow have their
    /// variables.
    /// </summary>
    GitHubActions,
}

[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class VariablesJson : JsonSerializerContext
{
    /// <summary>The text goes to a program or a person, not into a web page: 'ü' stays 'ü'.</summary>
    public static VariablesJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
