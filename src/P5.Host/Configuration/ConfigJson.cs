using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace P5.Host;

/// <summary>
/// Writes a value as Go's JSON encoder does: compact, keys sorted by their UTF-8 bytes, and <c>&lt;</c>,
/// <c>&gt;</c>, <c>&amp;</c>, U+2028 and U+2029 escaped.
/// </summary>
internal sealed class ConfigJson
{
    private readonly StringBuilder _text = new();

    private ConfigJson()
    {
    }

    /// <summary>The JSON of <paramref name="value"/>, unless something inside it has no JSON form.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="json">The JSON, or null.</param>
    /// <param name="obstacle">What has no JSON form, or null.</param>
    public static bool TryWrite(
        ConfigValue value,
        [NotNullWhen(true)] out string? json,
        [NotNullWhen(false)] out ConfigValue? obstacle)
    {
        var writer = new ConfigJson();
        obstacle = writer.Write(value);
        json = obstacle is null ? writer._text.ToString() : null;
        return obstacle is null;
    }

    // Returns the value that cannot be written, or null when all went well.
    private ConfigValue? Write(ConfigValue value)
    {
        switch (value)
        {
            case ConfigNull:
                _text.Append("null");
                return null;
            case ConfigBoolean boolean:
                _text.Append(boolean.Value ? "true" : "false");
                return null;
            case ConfigInteger integer:
                _text.Append(CultureInfo.InvariantCulture, $"{integer.Value}");
                return null;
            case ConfigFloat number when double.IsFinite(number.Value):
                _text.Append(GoNumber.FormatJson(number.Value));
                return null;
            case ConfigText text:
                WriteText(text.Value);
                return null;
            case ConfigDate date:
                WriteText(date.Value.ToRfc3339());
                return null;
            case ConfigList list:
                return WriteList(list);
            case ConfigMap map:
                return WriteMap(map);
            default:
                return value;
        }
    }

    private ConfigValue? WriteList(ConfigList list)
    {
        _text.Append('[');
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (i > 0)
            {
                _text.Append(',');
            }

            if (Write(list.Items[i]) is { } obstacle)
            {
                return obstacle;
            }
        }

        _text.Append(']');
        return null;
    }

    private ConfigValue? WriteMap(ConfigMap map)
    {
        if (map.Entries.FirstOrDefault(entry => entry.Key is not ConfigText) is { } odd)
        {
            return odd.Key;
        }

        _text.Append('{');
        bool first = true;
        foreach (ConfigEntry entry in map.Entries.OrderBy(entry => ((ConfigText)entry.Key).Value, Utf8Order.Instance))
        {
            if (!first)
            {
                _text.Append(',');
            }

            first = false;
            WriteText(((ConfigText)entry.Key).Value);
            _text.Append(':');
            if (Write(entry.Value) is { } obstacle)
            {
                return obstacle;
            }
        }

        _text.Append('}');
        return null;
    }

    private void WriteText(string text)
    {
        _text.Append('"');
        foreach (char unit in text)
        {
            switch (unit)
            {
                case '"':
                    _text.Append("\\\"");
                    break;
                case '\\':
                    _text.Append(@"\\");
                    break;
                case '\b':
                    _text.Append("\\b");
                    break;
                case '\f':
                    _text.Append("\\f");
                    break;
                case '\n':
                    _text.Append("\\n");
                    break;
                case '\r':
                    _text.Append("\\r");
                    break;
                case '\t':
                    _text.Append("\\t");
                    break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029':
                    _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                    break;
                default:
                    _text.Append(unit);
                    break;
            }
        }

        _text.Append('"');
    }
}
