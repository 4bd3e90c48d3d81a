using System.Collections;
using System.Globalization;
using P5.GoPlugin;

namespace P5.PowerShell;

/// <summary>
/// Makes properties safe to show: text that comes from files or plugins may contain control characters. The module's
/// views call it; the properties themselves are unchanged.
/// </summary>
public static class ViewText
{
    /// <summary>Shows a text, or texts separated by commas.</summary>
    /// <param name="value">A text, a list of texts, or null.</param>
    /// <returns>The text; "" for null.</returns>
    public static string Of(object? value) => string.Join(", ", Items(value));

    /// <summary>Shows texts on a line each.</summary>
    /// <param name="value">A text, a list of texts, or null.</param>
    /// <returns>The text; "" for null.</returns>
    public static string Lines(object? value) => string.Join('\n', Items(value));

    /// <summary>Shows a position in a file.</summary>
    /// <param name="file">The file's full path.</param>
    /// <param name="line">The line; null for the whole file.</param>
    /// <param name="column">The column; null if <paramref name="line"/> is.</param>
    /// <param name="location">The location of the session. The path of a file below it is shortened.</param>
    /// <returns><c>file:line:column</c>.</returns>
    public static string Place(string file, int? line, int? column, string location)
    {
        string relative = Path.GetRelativePath(location, file);
        string shown = relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
        return SafeText.Whole(
            line is null ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown}:{line}:{column}"));
    }

    private static IEnumerable<string> Items(object? value) => value switch
    {
        null => [],
        string text => [SafeText.Whole(text)],
        IEnumerable items => items.Cast<object?>().Select(item => SafeText.Whole($"{item}")),
        _ => [SafeText.Whole($"{value}")],
    };
}
