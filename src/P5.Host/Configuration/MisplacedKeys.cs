namespace P5.Host;

/// <summary>
/// Finds keys of p5 that are misspelt, or are where nothing reads them. The keys around them are Pulumi's and the
/// program's, and are not judged.
/// </summary>
internal sealed class MisplacedKeys(ConfigFileText source)
{
    public const string StackSection = "p5:plugins";

    private const string ProgramSection = "p5";

    private static readonly string[] s_stackKeys =
        ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

    /// <summary>Checks Pulumi.yaml.</summary>
    public void CheckProgram(ConfigMap root)
    {
        foreach ((ConfigText key, ConfigValue value) in TextEntries(root))
        {
            if (IsPlugins(key.Value) || (key.Value == "plugins" && HasCommand(value)))
            {
                Warn(
                    key,
                    KeyPath.Append("", key.Value),
                    "is not read: the plugins of a program are under plugins in p5.",
                    "Write p5: and, indented below it, plugins:.");
            }
            else if (IsOrder(key, value))
            {
                WarnOfOrder(key, KeyPath.Append("", key.Value));
            }
            else if (key.Value != ProgramSection && IsSection(key.Value))
            {
                Misspelt(key, KeyPath.Append("", key.Value), ProgramSection);
            }
            else if (key.Value != ProgramReader.StackDirectoryKey
                && NearestName.Find(key.Value, [ProgramReader.StackDirectoryKey]) is { } nearest)
            {
                Misspelt(key, KeyPath.Append("", key.Value), nearest);
            }
        }

        foreach ((ConfigText key, _) in TextEntries(root.Find("config")))
        {
            string path = KeyPath.Append("config", key.Value);
            if (IsPlugins(key.Value))
            {
                Warn(
                    key,
                    path,
                    "is read in stack files only.",
                    "Move it to a stack file, or move its settings to p5: plugins: NAME: config: in this file.");
            }
            else if (IsQualifiedOrder(key))
            {
                WarnOfOrder(key, path);
            }
        }
    }

    /// <summary>Checks the keys of a stack file, without its config.</summary>
    public void CheckStack(ConfigMap root)
    {
        foreach ((ConfigText key, ConfigValue value) in TextEntries(root)
            .Where(entry => !s_stackKeys.Contains(entry.Key.Value)))
        {
            if (IsPlugins(key.Value) || IsSection(key.Value))
            {
                Warn(
                    key,
                    KeyPath.Append("", key.Value),
                    "is not read: the settings of plugins are under config in a stack file.",
                    $"Move it under config:, as {StackSection}:.");
            }
            else if (IsOrder(key, value))
            {
                WarnOfOrder(key, KeyPath.Append("", key.Value));
            }
            else if (NearestName.Find(key.Value, s_stackKeys) is { } nearest)
            {
                Misspelt(key, KeyPath.Append("", key.Value), nearest, isHarmless: nearest != "config");
            }
        }
    }

    /// <summary>Checks what is under config in a stack file.</summary>
    public void CheckStackConfig(ConfigMap config)
    {
        foreach ((ConfigText key, ConfigValue value) in TextEntries(config))
        {
            string path = KeyPath.Append("config", key.Value);
            if (key.Value.StartsWith(LegacyKeys.StackPrefix, StringComparison.Ordinal))
            {
                string plugin = key.Value[LegacyKeys.StackPrefix.Length..];
                source.Diagnostics.Warn(
                    DiagnosticIds.LegacyKey,
                    key.Position,
                    path,
                    plugin,
                    $"{path} is a key of WASM plugins and is not read: plugin '{plugin}' does not get these values.",
                    $"Move them to {StackSection}: {plugin}: config:. {LegacyKeys.FixIn(key.Position.File)}");
            }
            else if (key.Value != StackSection
                && (IsPlugins(key.Value) || (IsSection(key.Value) && HasPlugins(value))))
            {
                Misspelt(key, path, StackSection);
            }
            else if (IsQualifiedOrder(key))
            {
                WarnOfOrder(key, path);
            }
        }
    }

    /// <summary>Checks the settings of a plugin in a stack file that are not under config.</summary>
    public void CheckStackPlugin(ConfigMap settings, string path, string plugin)
    {
        foreach ((ConfigText key, ConfigValue value) in TextEntries(settings))
        {
            string keyPath = KeyPath.Append(path, key.Value);
            if (value is ConfigMap && key.Value != "config" && NearestName.Find(key.Value, ["config"]) is not null)
            {
                Warn(
                    key,
                    keyPath,
                    "is sent to the plugin as one setting. Did you mean config?",
                    "Rename it to config.",
                    plugin);
            }
            else if (PluginOptions.Has(key.Value))
            {
                Warn(
                    key,
                    keyPath,
                    "is sent to the plugin as a setting: a stack file cannot set an option of the plugin.",
                    "Move it to p5.toml or Pulumi.yaml. If it is a setting, move it under config:.",
                    plugin,
                    isHarmless: true);
            }
        }
    }

    /// <summary>Finds lists called order in the settings of p5.toml that name its plugins.</summary>
    public void CheckOrder(IReadOnlyDictionary<string, PluginFragment> plugins)
    {
        foreach (ConfigSetting setting in plugins.Values.SelectMany(plugin => plugin.Config.Values))
        {
            var key = new ConfigText(setting.Position, setting.Path.Split('.')[^1]);
            CheckOrder(key, setting.Path, setting.Value, setting.Plugin, plugins.Keys);
        }
    }

    private void CheckOrder(
        ConfigText key, string path, ConfigValue value, string plugin, IEnumerable<string> plugins)
    {
        foreach ((ConfigText inner, ConfigValue innerValue) in TextEntries(value))
        {
            CheckOrder(inner, KeyPath.Append(path, inner.Value), innerValue, plugin, plugins);
        }

        if (key.Value == "order"
            && value is ConfigList list
            && list.Items.OfType<ConfigText>().Any(item => plugins.Contains(item.Value)))
        {
            Warn(
                key,
                path,
                $"is a setting of plugin '{plugin}', because it is below a table of that plugin.",
                "Move order above the first table.",
                plugin);
        }
    }

    private void WarnOfOrder(ConfigText key, string path) => Warn(
        key,
        path,
        "is not read: the order of plugins is order in p5 of Pulumi.yaml, or at the top of p5.toml.",
        "Move it there as order.",
        isHarmless: true);

    private void Misspelt(ConfigText key, string path, string nearest, bool isHarmless = false)
    {
        var unknown = UnknownKey.MisspeltFor(nearest);
        Warn(key, path, unknown.Problem, unknown.Fix, plugin: null, isHarmless);
    }

    private void Warn(
        ConfigText key, string path, string what, string fix, string? plugin = null, bool isHarmless = false) =>
        source.Diagnostics.Warn(
            DiagnosticIds.UnknownKey, key.Position, path, plugin, $"{path} {what}", fix, isHarmless);

    private static IEnumerable<(ConfigText Key, ConfigValue Value)> TextEntries(ConfigValue? value) =>
        from entry in (value as ConfigMap)?.Entries ?? []
        where entry.Key is ConfigText
        select ((ConfigText)entry.Key, entry.Value);

    private static bool HasCommand(ConfigValue plugins) =>
        TextEntries(plugins).Any(plugin => (plugin.Value as ConfigMap)?.Find(PluginOptions.Command.Key) is not null);

    private static bool HasPlugins(ConfigValue value) => (value as ConfigMap)?.Find("plugins") is not null;

    private static bool IsSection(string key) => LettersOf(key) == ProgramSection;

    private static bool IsOrder(ConfigText key, ConfigValue value) =>
        IsQualifiedOrder(key) || (key.Value == "order" && value is ConfigList);

    /// <summary>Whether a key is <c>p5:order</c>, or <c>p5.order</c>.</summary>
    private static bool IsQualifiedOrder(ConfigText key) => LettersOf(key.Value) == ProgramSection + "order";

    private static bool IsPlugins(string key) =>
        key.StartsWith(LegacyKeys.StackPrefix, StringComparison.Ordinal)
        || (key.StartsWith(ProgramSection, StringComparison.OrdinalIgnoreCase)
            && NearestName.Find(LettersOf(key), [LettersOf(StackSection)]) is not null);

    private static string LettersOf(string key) =>
        string.Concat(key.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
