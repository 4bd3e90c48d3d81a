namespace P5.Host;

/// <summary>Whom the names of plugins mean, and what is said of those that mean nobody.</summary>
internal static class NameRules
{
    /// <summary>The configured plugins that the order names, each once. The other names are passed over.</summary>
    public static IEnumerable<string> Order(PluginsLayer layer, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (Located<string> name in layer.Order)
        {
            if (!layer.Plugins.ContainsKey(name.Value))
            {
                ReportUnknown(
                    DiagnosticIds.OrderUnknownPlugin,
                    name,
                    "order",
                    layer,
                    findings,
                    $"order names '{name.Value}', but no plugin of that name is configured.",
                    "Configure the plugin, or take its name out of order.");
            }
            else if (!seen.Add(name.Value))
            {
                findings.Warn(
                    DiagnosticIds.OrderDuplicate,
                    name.Position,
                    "order",
                    name.Value,
                    $"order names '{name.Value}' twice; the first place counts.",
                    "Remove the second.",
                    isHarmless: true);
            }
        }

        return layer.Order.Select(name => name.Value).Where(seen.Contains).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Notes names that are too alike, and parts of the stack file for nobody.</summary>
    public static void Check(PluginsLayer layer, StackDocument stack, Findings findings)
    {
        foreach (IGrouping<string, PluginLayer> alike in layer.Plugins.Values.GroupBy(
            plugin => plugin.Name, StringComparer.OrdinalIgnoreCase))
        {
            foreach (PluginLayer other in alike.Skip(1))
            {
                findings.Warn(
                    DiagnosticIds.DuplicateName,
                    other.Position,
                    KeyPath.Append("plugins", other.Name),
                    other.Name,
                    $"'{other.Name}' and '{alike.First().Name}' differ in case only, and are two plugins.",
                    "Write the name the same way everywhere, or give one plugin another name.",
                    isHarmless: true);
            }
        }

        foreach (string name in stack.Plugins.Keys.Where(name => !layer.Plugins.ContainsKey(name)))
        {
            ReportUnknown(
                DiagnosticIds.StackPluginUnknown,
                new Located<string>(name, stack.Plugins[name].Position),
                KeyPath.Append("config.p5:plugins", name),
                layer,
                findings,
                $"The stack file configures '{name}', but no plugin of that name is configured in p5.toml or Pulumi.yaml.",
                $"Configure the plugin there, or remove its part from the stack file.");
        }
    }

    // A name that nobody has may be meant for another program. One that is nearly another's is a typing error.
    private static void ReportUnknown(
        string id, Located<string> name, string key, PluginsLayer layer, Findings findings, string message, string fix)
    {
        string? nearest = NearestName.Find(name.Value, layer.Plugins.Keys);
        findings.Warn(
            id,
            name.Position,
            key,
            name.Value,
            nearest is null ? message : $"{message} Did you mean {nearest}?",
            nearest is null ? fix : $"Write {nearest}.",
            isHarmless: nearest is null);
    }
}
