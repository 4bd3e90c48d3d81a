using P5.Host;

namespace P5.Migration;

/// <summary>Changed copies of tables, and the comparison of values.</summary>
internal static class ConfigValueExtensions
{
    public static ConfigEntry? FindEntry(
        this ConfigMap map, string key, StringComparison comparison = StringComparison.Ordinal) =>
        map.Entries.FirstOrDefault(entry => string.Equals(ConfigKeys.ToText(entry.Key), key, comparison));

    public static ConfigMap Without(
        this ConfigMap map, string key, StringComparison comparison = StringComparison.Ordinal) =>
        map with
        {
            Entries = [.. map.Entries.Where(entry => !string.Equals(ConfigKeys.ToText(entry.Key), key, comparison))],
        };

    /// <summary>The table with a value under a key, in the spelling that the key has there.</summary>
    public static ConfigMap With(
        this ConfigMap map, string key, ConfigValue value, StringComparison comparison = StringComparison.Ordinal) =>
        map with
        {
            Entries = map.FindEntry(key, comparison) is { } old
                ? [.. map.Entries.Select(entry => entry == old ? entry with { Value = value } : entry)]
                : [.. map.Entries, new ConfigEntry(new ConfigText(value.Position, key), value)],
        };

    /// <summary>The table with another one at the end of a path, all of whose keys exist.</summary>
    public static ConfigMap Update(
        this ConfigMap map, ReadOnlySpan<string> path, StringComparison comparison, Func<ConfigMap, ConfigMap> update)
    {
        if (path.IsEmpty)
        {
            return update(map);
        }

        var inner = (ConfigMap)map.FindEntry(path[0], comparison)!.Value;
        return map.With(path[0], inner.Update(path[1..], comparison, update), comparison);
    }

    /// <summary>Whether two values are equal, however they are written and in whatever order their keys are.</summary>
    public static bool MeansTheSame(this ConfigValue one, ConfigValue other) => (one, other) switch
    {
        (ConfigNull, ConfigNull) => true,
        (ConfigBoolean left, ConfigBoolean right) => left.Value == right.Value,
        (ConfigInteger left, ConfigInteger right) => left.Value == right.Value,
        (ConfigFloat left, ConfigFloat right) =>
            left.Value.Equals(right.Value) && double.IsNegative(left.Value) == double.IsNegative(right.Value),
        (ConfigText left, ConfigText right) => left.Value == right.Value,
        (ConfigBytes left, ConfigBytes right) => left.Value.Span.SequenceEqual(right.Value.Span),
        (ConfigDate left, ConfigDate right) => left.Value == right.Value,
        (ConfigList left, ConfigList right) => left.Items.Count == right.Items.Count
            && left.Items.Zip(right.Items).All(pair => pair.First.MeansTheSame(pair.Second)),
        (ConfigMap left, ConfigMap right) => left.Entries.Count == right.Entries.Count
            && Sorted(left).Zip(Sorted(right)).All(pair =>
                pair.First.Key.MeansTheSame(pair.Second.Key) && pair.First.Value.MeansTheSame(pair.Second.Value)),
        _ => false,
    };

    private static IOrderedEnumerable<ConfigEntry> Sorted(ConfigMap map) =>
        map.Entries.OrderBy(entry => ConfigKeys.ToText(entry.Key) ?? entry.Key.Raw, StringComparer.Ordinal);
}
