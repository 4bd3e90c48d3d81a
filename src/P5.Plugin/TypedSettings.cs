using System.Globalization;
using System.Text.Json;

namespace P5.Plugin;

/// <summary>
/// Settings that are no plain text. p5 sends every setting as text, numbers and booleans as Go prints them and lists as
/// JSON; these methods read that.
/// </summary>
public static class TypedSettings
{
    /// <summary>Looks up a setting that is true or false.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name; upper and lower case differ.</param>
    /// <param name="defaultValue">The value of a setting that nobody sets.</param>
    /// <returns>The value, the stack's before the program's.</returns>
    /// <exception cref="InvalidSettingException">It is neither <c>true</c> nor <c>false</c>.</exception>
    public static bool BooleanSetting(this AuthRequest request, string name, bool defaultValue) =>
        Find(request, name) switch
        {
            null => defaultValue,
            "true" => true,
            "false" => false,
            _ => throw new InvalidSettingException(name, "true or false", request),
        };

    /// <summary>Looks up a setting that is a whole number.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name; upper and lower case differ.</param>
    /// <param name="defaultValue">The value of a setting that nobody sets.</param>
    /// <returns>The value, the stack's before the program's.</returns>
    /// <exception cref="InvalidSettingException">It is no whole number, or none of 32 bits.</exception>
    public static int IntegerSetting(this AuthRequest request, string name, int defaultValue)
    {
        // A float such as 3e6 in a file arrives as 3e+06.
        const NumberStyles style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint;
        return Find(request, name) is not { } text
            ? defaultValue
            : int.TryParse(text, style, CultureInfo.InvariantCulture, out int value)
                ? value
                : throw new InvalidSettingException(name, "a whole number", request);
    }

    /// <summary>Looks up a setting that is a duration: a number of seconds, or <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>250ms</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name; upper and lower case differ.</param>
    /// <param name="defaultValue">The value of a setting that nobody sets.</param>
    /// <returns>The value, zero or more, the stack's before the program's.</returns>
    /// <exception cref="InvalidSettingException">It is no duration.</exception>
    public static TimeSpan DurationSetting(this AuthRequest request, string name, TimeSpan defaultValue)
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
                name, "a duration such as \"90s\", \"5m\" or \"1h30m\", or a number of seconds", request);
    }

    /// <summary>Looks up a setting that is a list of texts. A number or a boolean in it is taken as its text.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The setting's name; upper and lower case differ.</param>
    /// <returns>The values, the stack's list before the program's; empty when nobody sets it.</returns>
    /// <exception cref="InvalidSettingException">It is no list, or has lists or tables in it.</exception>
    public static IReadOnlyList<string> ListSetting(this AuthRequest request, string name)
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
            // A plain text is no list either; the parser's message would quote it.
        }

        throw new InvalidSettingException(name, "a list of texts", request);
    }

    private static string TextOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();

    private static string? Find(AuthRequest request, string name)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Setting(name);
    }
}
