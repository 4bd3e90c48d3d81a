using P5.Host.Migration.Plugins;
using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>Carries out a plan in TOML.</summary>
internal static class TomlPluginEditor
{
    public static void Apply(PluginPlan plan, IReadOnlyDictionary<string, KeyValueSyntax> keys)
    {
        if (plan.DropsChecksum)
        {
            keys["sha256"].CommentOut(PluginPlanner.Was);
        }

        KeyValueSyntax source = keys["source"];
        if (plan.HasCommand)
        {
            // An empty cmd counts as none; it is filled where it stands, because a second one would be an error.
            if (!plan.KeepsCommand)
            {
                keys["cmd"].SetValue(plan.Command);
            }

            source.CommentOut(PluginPlanner.Was);
            return;
        }

        if (plan.NotesSource)
        {
            source.InsertCommentAbove(PluginPlanner.Was + source.ContentText());
        }

        source.Key.Rename("cmd");
        source.SetValue(plan.Command);
    }
}
