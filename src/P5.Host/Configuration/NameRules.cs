namespace P5.Host;

/// <summary>Resolves plugin names and reports unknown ones.</summary>
internal static class NameRules
{
    /// <summary>The configured plugins that the order names, each once. Unknown names are left out.</summary>
    public static IEnumerable<string> Order(ConfigFragment fragment, DiagnosticBag diagnostics)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (WithPosition<string> name in fragment.Order)
        {
            if (!fragment.Plugins.ContainsKey(name.Value))
            {
                ReportUnknown(
                    DiagnosticIds.OrderUnknownPlugin,
                    name,
                    "order",
                    fragment,
                    diagnostics,
                    $"order names '{name.Value}', but no plugin of that name is configured.",
                    "Configure the plugin, or remove its name from order.");
            }
            else if (!seen.Add(name.Value))
            {
                diagnostics.Warn(
                    DiagnosticIds.OrderDuplicate,
                    name.Position,
                    "order",
                    name.Value,
                    $"order names '{name.Value}' twice; the first one applies.",
                    "Remove the second.",
                    isHarmless: true);
            }
        }

        return fragment.Order.Select(name => name.Value).Where(seen.Contains).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Reports plugins that have both an executable and a built-in source.</summary>
    public static void CheckKinds(ConfigFragment fragment, DiagnosticBag diagnostics)
    {
        foreach (PluginFragment plugin in fragment.Plugins.Values)
        {
            if (plugin.Options.ContainsKey(PluginOptions.Command)
                && plugin.Options.GetValueOrDefault(PluginOptions.BuiltIn) is { } builtIn)
            {
                string path = KeyPath.Append(KeyPath.Append("plugins", plugin.Name), PluginOptions.BuiltIn.Key);
                diagnostics.Add(new ConfigurationDiagnostic
                {
                    Severity = DiagnosticSeverity.Error,
                    Id = DiagnosticIds.InvalidValue,
                    File = builtIn.Position.File,
                    Line = builtIn.Position.Line,
                    Column = builtIn.Position.Column,
                    Key = path,
                    Plugin = plugin.Name,
                    Message = $"Plugin '{plugin.Name}' has both cmd and builtin, and can be only one of them.",
                    Fix = "Remove cmd for the built-in source, or builtin for the executable.",
                });
            }
        }
    }

    /// <summary>Reports names that are too alike, and parts of the stack file for unknown plugins.</summary>
    public static void Check(ConfigFragment fragment, StackDocument stack, DiagnosticBag diagnostics)
    {
        foreach (IGrouping<string, PluginFragment> alike in fragment.Plugins.Values.GroupBy(
            plugin => plugin.Name, StringComparer.OrdinalIgnoreCase))
        {
            foreach (PluginFragment other in alike.Skip(1))
            {
                diagnostics.Warn(
                    DiagnosticIds.DuplicateName,
                    other.Position,
                    KeyPath.Append("plugins", other.Name),
                    other.Name,
                    $"'{other.Name}' and '{alike.First().Name}' differ only in case and are two plugins.",
                    "Use the same spelling everywhere, or rename one plugin.",
                    isHarmless: true);
            }
        }

        ReportMisspelt(fragment, diagnostics);
        foreach (string name in stack.Plugins.Keys.Where(name => !fragment.Plugins.ContainsKey(name)))
        {
            ReportUnknown(
                DiagnosticIds.StackPluginUnknown,
                new WithPosition<string>(name, stack.Plugins[name].Position),
                KeyPath.Append("config.p5:plugins", name),
                fragment,
                diagnostics,
                $"The stack file configures '{name}', but no plugin of that name is configured in p5.toml or "
                    + "Pulumi.yaml.",
                $"Add [{KeyPath.Append("plugins", name)}] to p5.toml, or remove its section from the stack file.",
                isOurs: SourceCatalogue.Find(name) is { Settings.Count: > 0 } or EnvSource);
        }
    }

    /// <summary>Reports plugins that cannot run and whose name is close to that of one that can.</summary>
    private static void ReportMisspelt(ConfigFragment fragment, DiagnosticBag diagnostics)
    {
        string[] usable =
        [
            .. fragment.Plugins.Values
                .Where(CanRun)
                .Select(plugin => plugin.Name)
                .Concat(SourceCatalogue.BuiltInNames)
                .Distinct(),
        ];
        foreach (PluginFragment plugin in fragment.Plugins.Values.Where(plugin => !CanRun(plugin)))
        {
            if (NearestName.Find(plugin.Name, usable) is { } nearest)
            {
                diagnostics.Warn(
                    DiagnosticIds.SimilarName,
                    plugin.Position,
                    KeyPath.Append("plugins", plugin.Name),
                    plugin.Name,
                    $"Plugin '{plugin.Name}' has no cmd, and '{nearest}' does not get its settings. "
                        + $"Did you mean {nearest}?",
                    $"Rename it to {nearest}, or set its cmd.");
            }
        }
    }

    private static bool CanRun(PluginFragment plugin) =>
        plugin.Options.ContainsKey(PluginOptions.Command)
        || plugin.Options.ContainsKey(PluginOptions.BuiltIn)
        || SourceCatalogue.Find(plugin.Name) is not null;

    // An unknown name may belong to another program. One that is close to a known name is a typing error, and one of a
    // built-in source was meant for it.
    private static void ReportUnknown(
        string id,
        WithPosition<string> name,
        string key,
        ConfigFragment fragment,
        DiagnosticBag diagnostics,
        string message,
        string fix,
        bool isOurs = false)
    {
        string? nearest = NearestName.Find(name.Value, fragment.Plugins.Keys);
        diagnostics.Warn(
            id,
            name.Position,
            key,
            name.Value,
            nearest is null ? message : $"{message} Did you mean {nearest}?",
            nearest is null ? fix : $"Write {nearest}.",
            isHarmless: nearest is null && !isOurs);
    }
}
