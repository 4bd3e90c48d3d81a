using P5.Host.Configuration;
using P5.Host.Configuration.Sources;
using P5.Host.Configuration.Values;
using P5.Host.Migration.Manifests;
using P5.Host.Migration.Plugins;
using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>Converts a p5.toml: edits its tree in place, so that everything else stays as it was typed.</summary>
internal static class TomlConverter
{
    /// <exception cref="P5Exception">The file cannot be understood or converted.</exception>
    public static ConfigConversion Convert(string path, byte[] bytes, ConversionOptions options)
    {
        var source = SourceText.Decode(ConfigurationStage.Global, path, bytes);
        var reader = new OldPluginReader(source, PluginSection.Global);
        var planner = new PluginPlanner(source, reader, options, new WorkspaceSettings(path));
        ConfigMap root = Read(source);
        DocumentSyntax document = TomlParser.ParseStrict(source.Text);
        var keys = PluginKeys.Of(document);
        var plans = new List<PluginPlan>();
        var draft = new ConversionDraft(path, bytes, source.Text);
        foreach (OldPlugin plugin in reader.Read(root))
        {
            if (planner.Plan(plugin) is { } plan)
            {
                TomlPluginEditor.Apply(plan, keys.Find(plugin.Name));
                plans.Add(plan);
                draft.Add(plan.Conversion, plan.Warnings);
            }

            draft.Warn(PluginPlanner.DeadKeys(plugin));
        }

        string converted = document.ToString();
        ConfigMap expected = ConversionCheck.Expect(root, PluginSection.Global, plans);
        return ConversionCheck.MeansTheSame(Read(source.WithText(converted)), expected)
            ? draft.Finish(converted)
            : throw MigrationError.InFile(
                path,
                "The conversion would change more than the plugins' own keys, so it was not done.",
                "Write cmd instead of source by hand, and report this file's shape as a bug.");
    }

    private static ConfigMap Read(SourceText source) => new TomlReader(source, new ConfigurationLoaderOptions()).ReadStrict();
}
