using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace P5.Host;

/// <summary>
/// Writes variables so that another program reads exactly these names and values. Names that a format cannot express
/// are left out: see <see cref="Warnings"/>.
/// </summary>
public static class EnvironmentFormatter
{
    /// <summary>Writes the variables. The text contains their values.</summary>
    /// <param name="variables">Names and values.</param>
    /// <param name="format">The form.</param>
    /// <returns>
    /// One line a variable (a value may contain more), in ordinal order of the names; "" for no variables but in JSON.
    /// </returns>
    public static string Format(IEnumerable<KeyValuePair<string, string>> variables, EnvironmentFormat format)
    {
        var sorted = new SortedDictionary<string, string>(variables.ToDictionary(), StringComparer.Ordinal);
        if (format == EnvironmentFormat.Json)
        {
            return JsonSerializer.Serialize(sorted, VariablesJson.Readable.SortedDictionaryStringString) + "\n";
        }

        var text = new StringBuilder();
        foreach ((string name, string value) in sorted.Where(variable => NameRule(variable.Key, format) is null))
        {
            text.Append(FormatLine(name, value, format)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>
    /// The names that a format cannot express, and the values that readers of the format read differently.
    /// </summary>
    /// <param name="variables">Names and values.</param>
    /// <param name="format">The form.</param>
    /// <returns>A sentence or two for each, in ordinal order of the names. Contains no value.</returns>
    public static IEnumerable<string> Warnings(
        IEnumerable<KeyValuePair<string, string>> variables, EnvironmentFormat format)
    {
        foreach ((string name, string value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (NameRule(name, format) is { } rule)
            {
                yield return $"The variable '{name}' was not exported: {rule}. The formats powershell and json, and "
                    + "p5env exec, accept any name.";
            }
            else if (format == EnvironmentFormat.Dotenv
                && string.Join(" and ", DotenvWriter.Differences(value)) is { Length: > 0 } what)
            {
                yield return $"Programs read the value of '{name}' in dotenv differently, because it contains {what}. "
                    + "The plugin env reads it unchanged. For other programs, use the format json or p5env exec.";
            }
        }
    }

    /// <summary>The rule that a name breaks, as a sentence without its end, or null.</summary>
    private static string? NameRule(string name, EnvironmentFormat format) => format switch
    {
        EnvironmentFormat.PowerShell or EnvironmentFormat.Json => null,
        EnvironmentFormat.GitHubActions => GitHubActions.IsName(name)
            ? null
            : "names in a GitHub workflow cannot contain '<<', '=' or control characters",
        _ => IsShellName(name) ? null : "names that shells can set contain only letters, digits and underscores",
    };

    private static string FormatLine(string name, string value, EnvironmentFormat format) => format switch
    {
        EnvironmentFormat.PowerShell => PowerShellLine(name, value),
        EnvironmentFormat.Fish => $"set -gx {name} '{value.Replace("\\", "\\\\").Replace("'", "\\'")}'",
        EnvironmentFormat.Dotenv => DotenvWriter.Line(name, value),
        EnvironmentFormat.GitHubActions => GitHubActions.Variable(name, value),
        _ => $"export {name}='{value.Replace("'", "'\\''")}'",
    };

    /// <summary>Shells take letters, digits and underscores; anything else in a name would be read as code.</summary>
    private static bool IsShellName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]);

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

    /// <summary><c>NAME=value</c> lines, with quotes if the value needs them.</summary>
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
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
