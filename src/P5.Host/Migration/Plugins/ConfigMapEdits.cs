namespace P5.Host.Migration.Plugins;

/// <summary>Changed copies of maps.</summary>
internal static class ConfigMapEdits
{
    /// <summary>The entry with a key, or null.</summary>
    public static ConfigEntry? FindEntry(
        this ConfigMap map, string key, StringComparison comparison = StringComparison.Ordinal) =>
        map.Entries.FirstOrDefault(entry => string.Equals(ConfigKeys.ToText(entry.Key), key, comparison));

    /// <summary>The map without a key; null names none.</summary>
    public static ConfigMap Without(
        this ConfigMap map, string? key, StringComparison comparison = StringComparison.Ordinal) =>
        map with { Entries = [.. map.Entries.Where(entry => !string.Equals(ConfigKeys.ToText(entry.Key), key, comparison))] };

    /// <summary>The map with a value under a key, in the spelling that the key has there.</summary>
    public static ConfigMap With(
        this ConfigMap map, string key, ConfigValue value, StringComparison comparison = StringComparison.Ordinal) =>
        map.FindEntry(key, comparison) is { } old
            ? map with { Entries = [.. map.Entries.Select(entry => entry == old ? entry with { Value = value } : entry)] }
            : map with { Entries = [.. map.Entries, new ConfigEntry(new ConfigText(value.Position, key), value)] };

    /// <summary>The map with another map at the end of a path, all of whose keys are there.</summary>
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
}
