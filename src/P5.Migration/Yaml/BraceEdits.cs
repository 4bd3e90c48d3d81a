using P5.Migration.Yaml.Outline;

namespace P5.Migration.Yaml;

/// <summary>Edits of mappings in braces.</summary>
internal static class BraceEdits
{
    /// <summary>Takes an entry away, with the comma that it needs no more.</summary>
    /// <exception cref="EditRefusedException">A comment would go with it.</exception>
    public static TextEdit Remove(string text, OutlineNode mapping, OutlineEntry entry)
    {
        IReadOnlyList<OutlineEntry> siblings = mapping.Entries;
        int index = siblings.TakeWhile(other => other != entry).Count();
        bool isFirst = index == 0;
        int start = isFirst ? entry.Start : siblings[index - 1].End;
        int end = isFirst && siblings.Count > 1 ? siblings[1].Start : entry.End;
        return text.AsSpan(start..entry.Start).Contains('#') || text.AsSpan(entry.End..end).Contains('#')
            ? throw new EditRefusedException("there is a comment between the keys in braces")
            : new TextEdit(start, end, "");
    }

    /// <summary>Writes a further entry behind the last one.</summary>
    public static TextEdit Append(OutlineNode mapping, string entry)
    {
        int end = mapping.Entries.Count == 0 ? mapping.End - 1 : mapping.Entries[^1].End;
        return new TextEdit(end, end, mapping.Entries.Count == 0 ? entry : ", " + entry);
    }
}
