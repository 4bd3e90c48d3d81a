using P5.Host.Migration.Manifests;
using P5.Host.Migration.Plugins;
using Tomlyn.Syntax;

namespace P5.Host.Migration.Toml;

/// <summary>Converts a p5.toml: edits its text in place, so that everything else stays as it was typed.</summary>
internal static class TomlConverter
{
    /// <exception cref="P5Exception">The file cannot be understood or converted.</exception>
    public static ConfigConversion Convert(string path, byte[] bytes, ConversionOptions options)
    {
        var source = ConfigFileText.Decode(ConfigurationStage.Global, path, bytes);
        var reader = new OldPluginReader(source, PluginSection.Global);
        var planner = new PluginPlanner(source, reader, options, new WorkspaceSettings(path));
        DocumentSyntax? document = TomlSyntax.Parse(source);
        ConfigMap? root = document is null ? null : Reader(source).Read(document);
        source.Diagnostics.ThrowIfError();
        var keys = PluginKeys.Of(document!);
        var edits = new TomlEdits(path, source.Text);
        var plans = new List<PluginPlan>();
        var draft = new ConversionDraft(path, bytes, source.Text);
        foreach (OldPlugin plugin in reader.Read(root!))
        {
            if (planner.Plan(plugin) is { } plan)
            {
                TomlPluginEditor.Apply(plan, keys.Find(plugin.Name), edits);
                plans.Add(plan);
                draft.Add(plan.Conversion, plan.Warnings);
            }

            draft.Warn(PluginPlanner.DeadKeys(plugin));
        }

        string converted = edits.Apply();
        ConfigMap expected = ConversionCheck.Expect(root!, PluginSection.Global, plans);
        return ConversionCheck.MeansTheSame(Reader(source.WithText(converted)).ReadStrict(), expected)
            ? draft.Finish(converted)
            : throw MigrationError.InFile(
                path,
                "The conversion would change more than the plugins' own keys, so it was not done.",
                "Write cmd instead of source by hand, and report this file's shape as a bug.");
    }

    private static TomlReader Reader(ConfigFileText source) => new(source, new ConfigurationLoaderOptions());
}
