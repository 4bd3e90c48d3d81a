using System.Globalization;
using System.Text.Json;

namespace P5.Plugin;

/// <summary>
/// Reads settings that are not strings. p5 sends every setting as text: numbers and booleans in Go's format, lists as
/// JSON.
/// </summary>
public static class TypedSettings
{
    /// <summary>Reads a Boolean setting.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name, case-sensitive.</param>
    /// <param name="defaultValue">The value if the setting is not set.</param>
    /// <returns>The stack's value; otherwise the program's.</returns>
    /// <exception cref="InvalidSettingException">The value is neither <c>true</c> nor <c>false</c>.</exception>
    public static bool GetBoolean(this AuthRequest request, string name, bool defaultValue) =>
        Find(request, name) switch
        {
            null => defaultValue,
            "true" => true,
            "false" => false,
            _ => throw new InvalidSettingException(name, request, "true or false"),
        };

    /// <summary>Reads a setting that is a whole number.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name, case-sensitive.</param>
    /// <param name="defaultValue">The value if the setting is not set.</param>
    /// <returns>The stack's value; otherwise the program's.</returns>
    /// <exception cref="InvalidSettingException">The value is not a whole number of 32 bits.</exception>
    public static int GetInteger(this AuthRequest request, string name, int defaultValue)
    {
        // A float such as 3e6 in a file arrives as 3e+06.
        const NumberStyles style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint;
        return Find(request, name) is not { } text
            ? defaultValue
            : int.TryParse(text, style, CultureInfo.InvariantCulture, out int value)
                ? value
                : throw new InvalidSettingException(name, request, "a whole number");
    }

    /// <summary>
    /// Reads a duration: a number of seconds, or a text such as <c>90s</c>, <c>5m</c>, <c>1h30m</c> or <c>250ms</c>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name, case-sensitive.</param>
    /// <param name="defaultValue">The value if the setting is not set.</param>
    /// <returns>The stack's value; otherwise the program's. Zero or more.</returns>
    /// <exception cref="InvalidSettingException">The value is not a duration.</exception>
    public static TimeSpan GetDuration(this AuthRequest request, string name, TimeSpan defaultValue)
    {
        if (Find(request, name) is not { } text)
        {
            return defaultValue;
        }

        double? seconds = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : DurationSyntax.SecondsOf(text);
        return seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(seconds.Value)
            : throw new InvalidSettingException(
                name, request, "a duration such as \"90s\", \"5m\" or \"1h30m\", or a number of seconds");
    }

    /// <summary>Reads a list of strings. Numbers and Booleans in it are converted to strings.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name, case-sensitive.</param>
    /// <returns>The stack's list; otherwise the program's; empty if neither is set.</returns>
    /// <exception cref="InvalidSettingException">The value is not a list, or contains lists or tables.</exception>
    public static IReadOnlyList<string> GetList(this AuthRequest request, string name)
    {
        if (Find(request, name) is not { } text)
        {
            return [];
        }

        try
        {
            using var list = JsonDocument.Parse(text);
            if (list.RootElement.ValueKind == JsonValueKind.Array
                && list.RootElement.EnumerateArray().All(item => item.ValueKind is
                    JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            {
                return [.. list.RootElement.EnumerateArray().Select(TextOf)];
            }
        }
        catch (JsonException)
        {
            // Not passed on: the parser's message would quote the value.
        }

        throw new InvalidSettingException(name, request, "a list of strings");
    }

    private static string TextOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();

    private static string? Find(AuthRequest request, string name)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.GetSetting(name);
    }
}
