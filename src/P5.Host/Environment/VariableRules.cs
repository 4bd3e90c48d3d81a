using P5.GoPlugin;

namespace P5.Host;

/// <summary>What the operating systems accept as an environment variable.</summary>
internal static class VariableRules
{
    /// <summary>Names compare as the platform does: Windows disregards case.</summary>
    public static StringComparer NameComparer { get; } = StringComparer.FromComparison(NameComparison);

    /// <inheritdoc cref="NameComparer"/>
    public static StringComparison NameComparison =>
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Throws if a name or value is not valid for a variable. The value is not shown.</summary>
    /// <param name="pluginName">The plugin that returned it.</param>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value; null means removal.</param>
    /// <exception cref="P5Exception"><see cref="ErrorIds.EnvironmentInvalid"/>.</exception>
    public static void Check(string pluginName, string name, string? value)
    {
        if (Problem(name, value) is { } problem)
        {
            throw new P5Exception(
                ErrorIds.EnvironmentInvalid,
                $"Plugin '{pluginName}' returned {problem}.",
                "Correct the plugin or its configuration; none of its variables was used.")
            {
                PluginName = pluginName,
            };
        }
    }

    /// <summary>
    /// Describes why a name or value is not valid for a variable, as the object of "returned". The value is not shown.
    /// </summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value; null means removal.</param>
    /// <returns>The problem, or null if there is none.</returns>
    public static string? Problem(string name, string? value) => name switch
    {
        "" => "a variable without a name",
        // A value may follow the sign, as it may follow other separators: a plugin may write both as NAME=value.
        _ when name.IndexOf('=') is var sign and >= 0 =>
            $"a name that contains '=' ('{SafeText.Truncate(name[..sign])}=...')",

        // A terminal would obey it, and a file of variables would get a line of the plugin's making.
        _ when IndexOfControl(name) is var control and >= 0 =>
            $"a name that contains a {(name[control] == '\0' ? "NUL" : "control")} character "
            + $"('{SafeText.Truncate(name[..(control + 1)])}...')",
        _ when value?.Contains('\0') is true =>
            $"a value for '{SafeText.Truncate(name)}' that contains a NUL character",
        _ => null,
    };

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
