using P5.Host;
using P5.Migration.Plugins;
using Tomlyn.Syntax;

namespace P5.Migration.Toml;

/// <summary>Carries out a plan in TOML.</summary>
internal static class TomlPluginEditor
{
    /// <exception cref="P5Exception">A key cannot become a comment.</exception>
    public static void Apply(PluginPlan plan, IReadOnlyDictionary<string, KeyValueSyntax> keys, TomlEdits edits)
    {
        if (plan.DropsChecksum)
        {
            edits.CommentOut(keys["sha256"], PluginPlanner.Was);
        }

        KeyValueSyntax source = keys["source"];
        if (plan.HasCommand)
        {
            // An empty cmd counts as none; it is filled where it stands, because a second one would be an error.
            if (!plan.KeepsCommand)
            {
                edits.SetValue(keys["cmd"], plan.Command);
            }

            edits.CommentOut(source, PluginPlanner.Was);
            return;
        }

        if (plan.NotesSource)
        {
            edits.NoteAbove(source, PluginPlanner.Was);
        }

        edits.Rename(source, "cmd");
        edits.SetValue(source, plan.Command);
    }
}
