using System.Text;

namespace P5.Migration.Yaml;

/// <summary>A piece of a text that is replaced.</summary>
/// <param name="Start">Offset of the piece.</param>
/// <param name="End">Offset behind it; the same for an insertion.</param>
/// <param name="Text">What stands there instead.</param>
internal readonly record struct TextEdit(int Start, int End, string Text)
{
    /// <summary>
    /// Carries out edits that do not overlap; the offsets of each are those of the text as it is given. Insertions at
    /// one place come in the order in which they are given, and before a piece that is replaced there.
    /// </summary>
    public static string Apply(string text, params IEnumerable<TextEdit> edits)
    {
        var result = new StringBuilder(text.Length);
        int done = 0;
        foreach (TextEdit edit in edits.OrderBy(edit => edit.Start).ThenBy(edit => edit.End))
        {
            result.Append(text, done, edit.Start - done).Append(edit.Text);
            done = edit.End;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }
}
