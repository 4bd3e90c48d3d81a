namespace P5.Host.Migration.Plugins;

/// <summary>
/// The safety net under every edit: what the new text means is compared with what the old text meant, the intended
/// keys changed. An edit that does anything else is not used.
/// </summary>
internal static class ConversionCheck
{
    /// <summary>What a file must mean after the conversion of some of its plugins.</summary>
    public static ConfigMap Expect(ConfigMap root, PluginSection section, params IReadOnlyCollection<PluginPlan> plans)
    {
        if (plans.Count == 0)
        {
            return root;
        }

        // The name of a plugin counts to the letter, also where keys do not.
        Dictionary<string, PluginPlan> byName = plans.ToDictionary(plan => plan.Plugin.Name, StringComparer.Ordinal);
        StringComparison comparison = section.ReadingRules.KeyComparison;
        return root.Update([.. section.Path], comparison, plugins => plugins with
        {
            Entries = [.. plugins.Entries.Select(Expect)],
        });

        ConfigEntry Expect(ConfigEntry entry) =>
            ConfigKeys.ToText(entry.Key) is { } name && byName.TryGetValue(name, out PluginPlan? plan)
                ? entry with { Value = ConversionCheck.Expect((ConfigMap)entry.Value, comparison, plan) }
                : entry;
    }

    private static ConfigMap Expect(ConfigMap plugin, StringComparison comparison, PluginPlan plan) => plugin
        .Without("source", comparison)
        .Without(plan.DropsChecksum ? "sha256" : null, comparison)
        .With("cmd", new ConfigText(plan.Position, plan.Command), comparison);

    /// <summary>Whether two values mean the same, wherever and however they are written.</summary>
    public static bool MeansTheSame(ConfigValue one, ConfigValue other)
    {
        var hasher = new ConfigHasher();
        return Digest(hasher, one) == Digest(hasher, other);
    }

    private static string Digest(ConfigHasher hasher, ConfigValue value)
    {
        hasher.Add(value);
        return hasher.Finish();
    }
}
