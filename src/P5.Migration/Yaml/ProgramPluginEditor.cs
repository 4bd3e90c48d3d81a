using P5.Migration.Plugins;

namespace P5.Migration.Yaml;

/// <summary>Carries out a plan in the text of a Pulumi.yaml.</summary>
internal static class ProgramPluginEditor
{
    /// <exception cref="EditRefusedException">The keys are not written where they could be edited.</exception>
    public static string Apply(string text, PluginPlan plan)
    {
        var editor = new YamlEditor(text);
        string[] plugin = [.. PluginSection.Program.Path, plan.Plugin.Name];
        string[] source = [.. plugin, "source"];
        if (plan.DropsChecksum)
        {
            editor.CommentOut([.. plugin, "sha256"], PluginPlanner.Was);
        }

        if (plan.HasCommand)
        {
            // An empty cmd counts as none; it is filled where it stands, because a second one would be an error.
            if (!plan.KeepsCommand)
            {
                editor.SetValue([.. plugin, "cmd"], plan.Command);
            }

            editor.CommentOut(source, PluginPlanner.Was);
            return editor.Text;
        }

        if (plan.NotesSource)
        {
            editor.NoteAbove(source, PluginPlanner.Was);
        }

        editor.SetValue(source, plan.Command);
        editor.Rename(source, "cmd");
        return editor.Text;
    }
}
