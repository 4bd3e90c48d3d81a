using P5.Host.Configuration.Values;

namespace P5.Host.Migration.Plugins;

/// <summary>
/// The safety net under every edit: what the new text means is compared with what the old text meant, the intended
/// keys changed. An edit that does anything else is not used.
/// </summary>
internal static class ConversionCheck
{
    /// <summary>What a file must mean after one plugin's conversion.</summary>
    public static ConfigMap Expect(ConfigMap root, PluginSection section, PluginPlan plan) => root.Update(
        [.. section.Path, plan.Plugin.Name],
        section.Dialect.KeyComparison,
        plugin => plugin
            .Without("source", section.Dialect.KeyComparison)
            .Without(plan.DropsChecksum ? "sha256" : null, section.Dialect.KeyComparison)
            .With("cmd", new ConfigText(plan.Position, plan.Command), section.Dialect.KeyComparison));

    /// <summary>Whether two values mean the same, wherever and however they are written.</summary>
    public static bool MeansTheSame(ConfigValue one, ConfigValue other)
    {
        using var hasher = new ConfigHasher();
        return Digest(hasher, one) == Digest(hasher, other);
    }

    private static string Digest(ConfigHasher hasher, ConfigValue value)
    {
        hasher.Add(value);
        return hasher.Finish();
    }
}
