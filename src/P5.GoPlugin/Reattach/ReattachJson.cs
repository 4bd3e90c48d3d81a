using System.Text.Json;

namespace P5.GoPlugin;

/// <summary>Reads what <see cref="ReattachConfig.Parse"/> describes.</summary>
internal static class ReattachJson
{
    internal static IReadOnlyDictionary<string, ReattachConfig> Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return Members(document.RootElement, "it", "an object with an entry for each plugin", StringComparer.Ordinal)
                .ToDictionary(plugin => plugin.Key, plugin => ReadPlugin(plugin.Key, plugin.Value));
        }
        catch (JsonException failure)
        {
            // The parser's own message can quote the text.
            throw new FormatException(
                $"it is no JSON from character {failure.BytePositionInLine + 1} of line {failure.LineNumber + 1} on", failure);
        }
    }

    private static ReattachConfig ReadPlugin(string name, JsonElement element)
    {
        string plugin = $"'{Printable.Shorten(name)}'";
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

    /// <summary>The members of an object. As in Go, the case of keys does not count, and of two the later wins.</summary>
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
            : throw new FormatException($"{key} of {what} is no text");

    private static int Number(JsonElement value, string key, string what) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0
            ? number
            : throw new FormatException($"{key} of {what} is no whole number above 0");
}
