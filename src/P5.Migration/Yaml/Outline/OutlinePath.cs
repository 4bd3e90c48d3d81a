namespace P5.Migration.Yaml.Outline;

/// <summary>Follows keys through a file as it is written.</summary>
internal static class OutlinePath
{
    /// <summary>The entries along a path of keys.</summary>
    /// <param name="root">The file's node, or null for a file without one.</param>
    /// <param name="path">The keys.</param>
    /// <exception cref="EditRefusedException">One of them is not written there.</exception>
    public static List<OutlineEntry> Find(OutlineNode? root, IReadOnlyList<string> path)
    {
        var entries = new List<OutlineEntry>();
        OutlineNode? node = root;
        foreach (string key in path)
        {
            OutlineEntry entry = node?.Find(key) ?? throw new EditRefusedException(
                $"'{key}' comes in through an alias or a merge key (<<), so that others may share it");
            entries.Add(entry);
            node = entry.Value;
        }

        return entries;
    }
}
