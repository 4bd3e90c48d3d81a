using P5.Host.Migration.Plugins;

namespace P5.Host.Migration.Yaml.Stacks;

/// <summary>Decides where the settings under an old key go, and what the file must mean then.</summary>
internal static class StackPlanner
{
    private const string Config = "config";

    /// <param name="root">The whole file.</param>
    /// <param name="name">The plugin.</param>
    /// <exception cref="EditRefusedException">Something stands there that is no table, or has other values.</exception>
    public static StackPlan Plan(ConfigMap root, string name)
    {
        var config = (ConfigMap)root.Find(Config)!;
        string oldKey = StackKeys.OldPrefix + name;
        ConfigMap old = TableOf(config.Find(oldKey), oldKey)
            ?? throw new EditRefusedException("it holds nothing; take it away");
        ConfigMap? plugins = TableOf(config.Find(StackKeys.Plugins), StackKeys.Plugins);
        ConfigMap? plugin = TableOf(plugins?.FindEntry(name)?.Value, $"{StackKeys.Plugins}.{name}");

        bool unwraps = old is { Entries: [{ Key: ConfigText { Value: Config }, Value: ConfigMap }] };
        ConfigMap settings = unwraps ? (ConfigMap)old.Entries[0].Value : old;

        // Without a config inside it the plugin's table itself holds the settings, and goes on doing so.
        bool isFlat = plugin is { Entries.Count: > 0 } && plugin.Find(Config) is not ConfigMap;
        string[] target = isFlat ? [StackKeys.Plugins, name] : [StackKeys.Plugins, name, Config];
        ConfigMap holder = (isFlat ? plugin : plugin?.Find(Config) as ConfigMap) ?? new ConfigMap(root.Position, []);
        HashSet<string> duplicates = FindDuplicates(holder, settings, isFlat, name);

        ConfigMap merged = holder with
        {
            Entries = [.. holder.Entries, .. settings.Entries.Where(entry => !duplicates.Contains(TextOf(entry)))],
        };
        ConfigValue entry = isFlat ? merged : (plugin ?? new ConfigMap(root.Position, [])).With(Config, merged);
        ConfigMap expected = config.Without(oldKey).With(
            StackKeys.Plugins, (plugins ?? new ConfigMap(root.Position, [])).With(name, entry));
        int missing = config.Find(StackKeys.Plugins) is null ? 3
            : plugins?.FindEntry(name) is null ? 2
            : isFlat || plugin?.Find(Config) is not null ? 0
            : 1;
        return new StackPlan(name, target, missing, unwraps, duplicates, root.With(Config, expected));
    }

    /// <summary>A key's value that must be a table; null where nothing stands there.</summary>
    private static ConfigMap? TableOf(ConfigValue? value, string key) => value switch
    {
        null or ConfigNull => null,
        ConfigMap table => table,
        _ => throw new EditRefusedException($"{key} is {value.Kind}, but must be a table"),
    };

    private static HashSet<string> FindDuplicates(ConfigMap holder, ConfigMap settings, bool isFlat, string name)
    {
        var duplicates = new HashSet<string>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in settings.Entries)
        {
            string key = TextOf(entry);
            if (isFlat && key == Config && entry.Value is ConfigMap)
            {
                throw new EditRefusedException(
                    $"its setting 'config' would hide those that {StackKeys.Plugins}.{name} has already");
            }

            if (holder.FindEntry(key) is not { } other)
            {
                continue;
            }

            if (!ConversionCheck.MeansTheSame(entry.Value, other.Value))
            {
                throw new EditRefusedException(
                    $"'{key}' has another value in line {other.Key.Position.Line}; take one of the two away");
            }

            duplicates.Add(key);
        }

        return duplicates;
    }

    private static string TextOf(ConfigEntry entry) => ConfigKeys.ToText(entry.Key) ?? entry.Key.Raw ?? "";
}
