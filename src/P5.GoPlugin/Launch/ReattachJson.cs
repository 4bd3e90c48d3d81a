using System.Text.Json;

namespace P5.GoPlugin;

/// <summary>Implements <see cref="ReattachConfig.Parse"/>.</summary>
internal static class ReattachJson
{
    internal static IReadOnlyDictionary<string, ReattachConfig> Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            const string Expected = "an object with a member for each plugin";
            return Members(document.RootElement, "it", Expected, StringComparer.Ordinal)
                .ToDictionary(plugin => plugin.Key, plugin => ReadPlugin(plugin.Key, plugin.Value));
        }
        catch (JsonException failure)
        {
            // The parser's own message can quote the text.
            throw new FormatException(
                $"it is not valid JSON at line {failure.LineNumber + 1}, character {failure.BytePositionInLine + 1}",
                failure);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw new FormatException("it contains half of a surrogate pair, which is not a character", failure);
        }
    }

    private static ReattachConfig ReadPlugin(string name, JsonElement element)
    {
        string plugin = $"'{SafeText.Truncate(name)}'";
        Dictionary<string, JsonElement> members = Members(element, plugin, "an object with Protocol, Pid and Addr");
        string address = $"Addr of {plugin}";
        Dictionary<string, JsonElement> addressMembers = Members(
            Required(members, "Addr", plugin), address, "an object with Network and String");
        return new ReattachConfig(
            Text(members, "Protocol", plugin),
            Text(addressMembers, "Network", address),
            Text(addressMembers, "String", address),
            Number(Required(members, "Pid", plugin), "Pid", plugin),
            members.TryGetValue("ProtocolVersion", out JsonElement version)
                ? Number(version, "ProtocolVersion", plugin)
                : null);
    }

    /// <summary>The members of an object. As in Go, keys are not case-sensitive, and the last duplicate wins.</summary>
    private static Dictionary<string, JsonElement> Members(
        JsonElement element, string what, string expected, StringComparer? comparer = null)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{what} is not {expected}");
        }

        var members = new Dictionary<string, JsonElement>(comparer ?? StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    private static JsonElement Required(Dictionary<string, JsonElement> members, string key, string what) =>
        members.TryGetValue(key, out JsonElement value)
            ? value
            : throw new FormatException($"{what} has no {key}");

    private static string Text(Dictionary<string, JsonElement> members, string key, string what) =>
        Required(members, key, what) is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw new FormatException($"{key} of {what} is not a string");

    private static int Number(JsonElement value, string key, string what) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0
            ? number
            : throw new FormatException($"{key} of {what} is not a whole number above 0");
}
