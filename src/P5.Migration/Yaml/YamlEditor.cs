using P5.Host.Files;
using P5.Migration.Yaml.Outline;

namespace P5.Migration.Yaml;

/// <summary>
/// Edits the text of a YAML file where its parts are written. Each edit touches only what it names; none is checked
/// against the rest of the document: read the text again.
/// </summary>
/// <param name="text">The text.</param>
internal sealed class YamlEditor(string text)
{
    /// <summary>The text after the edits so far.</summary>
    public string Text { get; private set; } = text;

    /// <summary>Gives a key another name, in the quotes that it has.</summary>
    public void Rename(IReadOnlyList<string> path, string name)
    {
        OutlineNode key = Find(path)[^1].Key;
        Replace(key, YamlQuoting.Write(name, Written(key)));
    }

    /// <summary>Gives a key another value, in the quotes that it has.</summary>
    public void SetValue(IReadOnlyList<string> path, string value)
    {
        OutlineNode old = Find(path)[^1].Value;
        string written = YamlQuoting.Write(value, Written(old));
        Replace(old, old.IsUnwritten ? " " + written : written);
    }

    /// <summary>Repeats a key and its value in a comment on a line above.</summary>
    public void NoteAbove(IReadOnlyList<string> path, string note)
    {
        IReadOnlyList<OutlineEntry> entries = Find(path);
        OutlineEntry? flow = OutermostFlow(entries);
        string content = Text[entries[^1].Start..entries[^1].End];
        InsertComment(
            (flow ?? entries[^1]).Start,
            flow is null ? note + content : $"{note}{string.Join('.', path.SkipLast(1))}.{content}");
    }

    /// <summary>Turns a key into a comment in the same place; from braces it moves above the line on which they begin.</summary>
    public void CommentOut(IReadOnlyList<string> path, string note)
    {
        IReadOnlyList<OutlineEntry> entries = Find(path);
        OutlineEntry entry = entries[^1];
        if (OutermostFlow(entries) is not null)
        {
            // The comment moves what follows it, so the key is looked up again.
            NoteAbove(path, note);
            entries = Find(path);
            Text = TextEdit.Apply(Text, BraceEdits.Remove(Text, entries[^2].Value, entries[^1]));
            return;
        }

        EntryText.CheckStartsLine(Text, entry);
        string[] lines = Text[entry.Start..entry.End].Split('\n');
        string commented = string.Join('\n', lines.Select((line, index) => index == 0 ? $"# {note}{line}" : Commented(line)));
        Text = TextEdit.Apply(Text, new TextEdit(entry.Start, entry.End, commented));
    }

    private static string Commented(string line) =>
        string.IsNullOrWhiteSpace(line) ? line : $"{line[..^line.TrimStart().Length]}# {line.TrimStart()}";

    /// <summary>The entries along a path of keys.</summary>
    /// <exception cref="EditRefusedException">One of them is not written there.</exception>
    private List<OutlineEntry> Find(IReadOnlyList<string> path) => OutlinePath.Find(OutlineReader.Read(Text), path);

    /// <summary>The entry whose value is the outermost mapping in braces around the last one; null without braces.</summary>
    private OutlineEntry? OutermostFlow(IReadOnlyList<OutlineEntry> path)
    {
        OutlineNode root = OutlineReader.Read(Text)!;
        return root.IsFlow
            ? new OutlineEntry(root, root)
            : path.SkipLast(1).FirstOrDefault(entry => entry.Value.IsFlow);
    }

    private void InsertComment(int offset, string comment)
    {
        int start = Text.LineStart(offset);
        string line = Text[start..Text.LineEnd(start)];
        string indent = line[..^line.TrimStart().Length];
        string lines = string.Concat(comment.Split('\n').Select(each => $"{indent}# {each.Trim()}{Text.LineEnding()}"));
        Text = TextEdit.Apply(Text, new TextEdit(start, start, lines));
    }

    private ReadOnlySpan<char> Written(OutlineNode node) => Text.AsSpan(node.Start..node.End);

    private void Replace(OutlineNode node, string replacement) =>
        Text = TextEdit.Apply(Text, new TextEdit(node.Start, node.End, replacement));
}
