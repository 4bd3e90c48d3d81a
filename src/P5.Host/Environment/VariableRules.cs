using System.Globalization;
using System.Text;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>What the operating systems accept as an environment variable.</summary>
internal static class VariableRules
{
    /// <summary>The most characters that Windows accepts in a value.</summary>
    private const int LongestOnWindows = 32_766;

    /// <summary>From this length, a value is refused in a conventional name too.</summary>
    private const int LikelySecretLength = 16;

    /// <summary>A large environment has some hundred variables; each answer is kept, compared and shown.</summary>
    private const int MaximumCount = 10_000;

    /// <summary>
    /// The size of the names and values of one plugin, and of all that are exported together, in bytes of UTF-8. No
    /// system starts a program with half as much.
    /// </summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    /// <summary>Describes the names that <see cref="IsTextName"/> accepts.</summary>
    public const string TextNameForm =
        "a name has letters, digits, '_', '.' and '-', and begins with a letter or '_'";

    /// <summary>Names compare as the platform does: Windows disregards case.</summary>
    public static StringComparer NameComparer { get; } = StringComparer.FromComparison(NameComparison);

    /// <inheritdoc cref="NameComparer"/>
    public static StringComparison NameComparison =>
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Throws if a name or value is not valid for a variable. The value is not shown.</summary>
    /// <param name="pluginName">The plugin that returned it.</param>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value; null means removal.</param>
    /// <param name="isFile">Whether the value is the content of a file, of which the variable has the path.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.EnvironmentInvalid"/>.</exception>
    public static void Check(string pluginName, string name, string? value, bool isFile = false)
    {
        if (Problem(name, value, isFile) is { } problem)
        {
            throw Invalid(pluginName, problem);
        }
    }

    /// <summary>Throws if there are more variables than any system starts a program with.</summary>
    /// <param name="pluginName">The plugin that returned them.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.EnvironmentInvalid"/>.</exception>
    public static void CheckCount(string pluginName, int count)
    {
        if (CountProblem(count) is { } problem)
        {
            throw Invalid(pluginName, problem);
        }
    }

    /// <summary>Throws if the variables have more than <see cref="MaximumBytes"/> together.</summary>
    /// <param name="pluginName">The plugin that returned them.</param>
    /// <param name="variables">Names and values.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.EnvironmentInvalid"/>.</exception>
    public static void CheckSize(string pluginName, IReadOnlyDictionary<string, string> variables)
    {
        if (SizeProblem(variables) is { } problem)
        {
            throw Invalid(pluginName, problem);
        }
    }

    /// <summary>Describes a number of variables that is too large, as the object of "returned", or null.</summary>
    public static string? CountProblem(int count) => count > MaximumCount
        ? string.Create(CultureInfo.InvariantCulture, $"more than {MaximumCount:N0} variables")
        : null;

    /// <summary>Describes variables that are too large together, as the object of "returned", or null.</summary>
    public static string? SizeProblem(IReadOnlyDictionary<string, string> variables)
    {
        long bytes = variables.Sum(pair =>
            (long)Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value));
        return bytes > MaximumBytes
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"variables of {bytes:N0} bytes; the limit is {MaximumBytes:N0} bytes ({MaximumBytes >> 20} MiB)")
            : null;
    }

    /// <summary>Throws if a name contains a value, because names are shown. The error shows neither.</summary>
    /// <param name="pluginName">The plugin that returned them.</param>
    /// <param name="variables">Names and values.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.EnvironmentInvalid"/>.</exception>
    public static void CheckNames(string pluginName, IReadOnlyDictionary<string, string> variables)
    {
        if (NameProblem(variables) is { } problem)
        {
            throw Invalid(pluginName, problem);
        }
    }

    /// <summary>Throws if spellings of one name have different values.</summary>
    /// <param name="pluginName">The plugin that returned them.</param>
    /// <param name="variables">Names and values.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.EnvironmentInvalid"/>.</exception>
    public static void CheckSpellings(string pluginName, IReadOnlyDictionary<string, string> variables)
    {
        if (SpellingProblem(variables, NameComparer) is { } problem)
        {
            throw Invalid(pluginName, problem);
        }
    }

    /// <summary>
    /// Describes spellings of one name that have different values, as the object of "returned". An answer has no order
    /// that could decide between them. Equal values are no problem: some programs read <c>http_proxy</c>, and others
    /// <c>HTTP_PROXY</c>.
    /// </summary>
    /// <param name="variables">Names, which do not contain a value, and values.</param>
    /// <param name="comparer">Compares names as the platform does.</param>
    /// <returns>The problem, or null if there is none.</returns>
    public static string? SpellingProblem(
        IReadOnlyDictionary<string, string> variables, IEqualityComparer<string> comparer) => variables
        .GroupBy(pair => pair.Key, comparer)
        .Where(spellings => spellings.Select(pair => pair.Value).Distinct().Skip(1).Any())
        .Select(spellings => string.Join(
            " and ",
            spellings.Select(pair => $"'{SafeText.Truncate(pair.Key)}'").Order(StringComparer.Ordinal)))
        .Select(names => $"different values for {names}, which are one variable on Windows")
        .FirstOrDefault();

    /// <summary>Describes a name that contains a value, as the object of "returned". Neither is shown.</summary>
    /// <param name="variables">Names and values.</param>
    /// <returns>The problem, or null if there is none.</returns>
    public static string? NameProblem(IReadOnlyDictionary<string, string> variables)
    {
        int longest = variables.Count == 0 ? 0 : variables.Keys.Max(name => name.Length);
        string[] values =
        [
            .. variables.Values
                .Where(value => value.Length >= SecretText.MinimumLength && value.Length <= longest)
                .Where(value => !IsConventionalName(value))
                .Distinct(),
        ];

        // A conventional name may contain a word that is also a value: production, us_east_1.
        return Array.Exists(
            values,
            value => variables.Keys.Any(name =>
                (value.Length >= LikelySecretLength || !IsTextName(name)) && name.Contains(value)))
            ? "a name that contains one of the values; neither is shown"
            : null;
    }

    /// <summary>Whether a name is accepted from text of unknown format; see <see cref="TextNameForm"/>.</summary>
    public static bool IsTextName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !(char.IsAsciiLetter(name[0]) || name[0] == '_'))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Describes why a name or value is not valid for a variable, as the object of "returned". The value is not shown,
    /// nor is an invalid name: a plugin may write a value into it.
    /// </summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value; null means removal.</param>
    /// <param name="isFile">Whether the value is the content of a file, of which the variable has the path.</param>
    /// <returns>The problem, or null if there is none.</returns>
    public static string? Problem(string name, string? value, bool isFile = false) => name switch
    {
        "" => "a variable without a name",
        _ when name.IndexOf('=') is var sign and >= 0 => InvalidName("'='", sign, name),

        // In a terminal it could be a control sequence, and in a file of variables it could start another line.
        _ when IndexOfControl(name) is var control and >= 0 =>
            InvalidName(name[control] == '\0' ? "a NUL character" : "a control character", control, name),
        _ when !Utf8Text.IsEncodable(name) => "a name that is not valid Unicode",
        _ when value?.Contains('\0') is true =>
            $"a value for '{SafeText.Truncate(name)}' that contains a NUL character",
        _ when !Utf8Text.IsEncodable(value) =>
            $"a value for '{SafeText.Truncate(name)}' that is not valid Unicode",
        _ when OperatingSystem.IsWindows() && value?.Length > LongestOnWindows && !isFile =>
            $"a value for '{SafeText.Truncate(name)}' of {value.Length} characters; Windows accepts {LongestOnWindows}",
        _ => null,
    };

    private static string InvalidName(string what, int index, string name) =>
        $"a name that contains {what} (character {index + 1} of {name.Length}; the name may contain a value and is not "
        + "shown)";

    private static P5Exception Invalid(string pluginName, string problem) => new(
        ErrorIds.EnvironmentInvalid,
        $"Plugin '{pluginName}' returned {problem}.",
        "Correct the plugin or its configuration; none of its variables was used.")
    {
        PluginName = pluginName,
    };

    /// <summary>
    /// Whether a value looks like the name of another variable: upper-case words that are joined by <c>_</c>.
    /// </summary>
    private static bool IsConventionalName(string value) =>
        value.Contains('_') && value.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    private static int IndexOfControl(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
