namespace P5.Migration.Yaml.Outline;

/// <summary>A node of a YAML file as it is written: aliases stay aliases, merge keys stay keys.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first character, its tag and anchor included.</param>
/// <param name="End">Offset behind its last character that is no line end.</param>
internal sealed record OutlineNode(OutlineKind Kind, int Start, int End)
{
    /// <summary>Whether a mapping or list is written in brackets.</summary>
    public bool IsFlow { get; init; }

    /// <summary>The content of a scalar; otherwise null.</summary>
    public string? Text { get; init; }

    /// <summary>The entries of a mapping.</summary>
    public IReadOnlyList<OutlineEntry> Entries { get; init; } = [];

    /// <summary>Whether nothing is written here, as behind <c>key:</c> with no value.</summary>
    public bool IsUnwritten => Start == End;

    /// <summary>The entry with a key, or null.</summary>
    public OutlineEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key);
}
