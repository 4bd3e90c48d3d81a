namespace P5.Host.Migration.Yaml;

/// <summary>A piece of a text that is replaced.</summary>
/// <param name="Start">Offset of the piece.</param>
/// <param name="End">Offset behind it; the same for an insertion.</param>
/// <param name="Text">What stands there instead.</param>
internal readonly record struct TextEdit(int Start, int End, string Text)
{
    /// <summary>Carries out edits that do not overlap; the offsets of each are those of the text as it is given.</summary>
    public static string Apply(string text, params IEnumerable<TextEdit> edits)
    {
        // From the back, so that offsets stay true. What is inserted before a piece that goes comes last.
        foreach (TextEdit edit in edits.OrderByDescending(edit => edit.Start).ThenByDescending(edit => edit.End))
        {
            text = string.Concat(text.AsSpan(0, edit.Start), edit.Text, text.AsSpan(edit.End));
        }

        return text;
    }
}
