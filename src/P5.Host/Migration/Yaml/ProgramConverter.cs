using P5.Host.Migration.Manifests;
using P5.Host.Migration.Plugins;

namespace P5.Host.Migration.Yaml;

/// <summary>Converts a Pulumi.yaml: the plugins' <c>source</c> becomes <c>cmd</c>.</summary>
internal static class ProgramConverter
{
    /// <exception cref="P5Exception">The file cannot be understood.</exception>
    public static ConfigConversion Convert(string path, byte[] bytes, ConversionOptions options)
    {
        var source = ConfigFileText.Decode(ConfigurationStage.Program, path, bytes);
        var draft = new ConversionDraft(path, bytes, source.Text);
        if (YamlReader.ReadStrict(source) is not ConfigMap root)
        {
            return draft.Finish(source.Text);
        }

        var reader = new OldPluginReader(source, PluginSection.Program);
        var planner = new PluginPlanner(source, reader, options, new WorkspaceSettings(path));
        var file = new CheckedYaml(source, root);
        foreach (OldPlugin plugin in reader.Read(root))
        {
            if (planner.Plan(plugin) is { } plan)
            {
                try
                {
                    ConfigMap expected = ConversionCheck.Expect(file.Root, PluginSection.Program, plan);
                    file.Edit(text => ProgramPluginEditor.Apply(text, plan), expected);
                    draft.Add(plan.Conversion, plan.Warnings);
                }
                catch (EditRefusedException exception)
                {
                    draft.Warn([PluginPlanner.Sentence(plugin, plan.Position, exception.Sentence)]);
                }
            }

            draft.Warn(PluginPlanner.DeadKeys(plugin));
        }

        return draft.Finish(file.Text);
    }
}
