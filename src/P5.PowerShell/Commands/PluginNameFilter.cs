using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace P5.PowerShell.Commands;

/// <summary>
/// Finds the plugins that match a <c>-Plugin</c> or <c>-Name</c> with wildcards. Case is ignored, as elsewhere in
/// PowerShell.
/// </summary>
internal static class PluginNameFilter
{
    /// <summary>
    /// Selects plugins. A pattern without wildcards and without a match is returned, so that it can be reported.
    /// </summary>
    /// <param name="pluginNames">The plugins that there are.</param>
    /// <param name="patterns">What the user entered; null means every plugin.</param>
    /// <returns>The names; null for every plugin.</returns>
    [return: NotNullIfNotNull(nameof(patterns))]
    public static IReadOnlySet<string>? Select(IEnumerable<string> pluginNames, string[]? patterns)
    {
        if (patterns is null)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            string[] matching = [.. pluginNames.Where(name => Matches(name, pattern))];

            // Two plugins may differ by case alone, and the name of a piped one may look like a pattern: the exact name
            // wins.
            names.UnionWith(
                pluginNames.Contains(pattern) ? [pattern]
                : matching.Length > 0 || WildcardPattern.ContainsWildcardCharacters(pattern) ? matching
                : [pattern]);
        }

        return names;
    }

    /// <summary>The patterns with wildcards that match no plugin.</summary>
    /// <param name="pluginNames">The plugins that there are.</param>
    /// <param name="patterns">What the user entered; null means every plugin.</param>
    public static IEnumerable<string> FindUnmatched(IReadOnlyCollection<string> pluginNames, string[]? patterns) =>
        (patterns ?? []).Where(pattern =>
            WildcardPattern.ContainsWildcardCharacters(pattern)
            && !pluginNames.Contains(pattern)
            && !pluginNames.Any(name => Matches(name, pattern)));

    private static bool Matches(string pluginName, string pattern) =>
        new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(pluginName);
}
