using P5.Host.Migration.Plugins;
using P5.Host.Migration.Yaml.Stacks;

namespace P5.Host.Migration.Yaml;

/// <summary>
/// Converts a stack file: the keys <c>p5:plugins:NAME</c> under <c>config</c> become entries of <c>p5:plugins</c>.
/// </summary>
internal static class StackConverter
{
    /// <exception cref="P5Exception">The file cannot be understood.</exception>
    public static ConfigConversion Convert(string path, byte[] bytes)
    {
        var source = ConfigFileText.Decode(ConfigurationStage.Stack, path, bytes);
        var draft = new ConversionDraft(path, bytes, source.Text);
        if (YamlReader.ReadStrict(source) is not ConfigMap root || root.Find("config") is not ConfigMap config)
        {
            return draft.Finish(source.Text);
        }

        var file = new CheckedYaml(source, root);
        foreach (ConfigEntry entry in config.Entries)
        {
            if (entry.Key is not ConfigText { Value: var key } || !IsOldKey(key))
            {
                continue;
            }

            string name = key[StackKeys.OldPrefix.Length..];
            try
            {
                StackPlan plan = StackPlanner.Plan(file.Root, name);
                file.Edit(text => StackPluginEditor.Apply(text, plan), plan.Expected);
                string now = string.Join('.', plan.Target);
                draft.Add(new PluginConversion(name, entry.Key.Position.Line, SourceKind: null, key, now), []);
            }
            catch (EditRefusedException exception)
            {
                draft.Warn([MigrationError.Locate(entry.Key.Position, $"{key}: {exception.Sentence}")]);
            }
        }

        return draft.Finish(file.Text);
    }

    private static bool IsOldKey(string key) =>
        key.StartsWith(StackKeys.OldPrefix, StringComparison.Ordinal) && key.Length > StackKeys.OldPrefix.Length;
}
