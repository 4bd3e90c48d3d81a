using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace P5.Toml;

/// <summary>A table: keys, compared character for character, in the order in which they were first written.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "TOML calls it a table.")]
public sealed class TomlTable : TomlValue, IReadOnlyDictionary<string, TomlValue>
{
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    internal TomlTable(TextPosition position)
        : base(position)
    {
    }

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.Table;

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <inheritdoc/>
    public IEnumerable<TomlValue> Values => _entries.Values.Select(entry => entry.Value);

    /// <inheritdoc/>
    public TomlValue this[string key] => _entries[key].Value;

    /// <summary>Tells where a key was first written.</summary>
    /// <param name="key">A key of this table.</param>
    /// <returns>The position of that part of the (possibly dotted) key or header.</returns>
    /// <exception cref="KeyNotFoundException">The table has no such key.</exception>
    public TextPosition KeyPosition(string key) => _entries[key].KeyPosition;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TomlValue value)
    {
        bool found = _entries.TryGetValue(key, out Entry? entry);
        value = entry?.Value;
        return found;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TomlValue>> GetEnumerator()
    {
        foreach ((string key, Entry entry) in _entries)
        {
            yield return KeyValuePair.Create(key, entry.Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(string key, TextPosition keyPosition, TomlValue value) =>
        _entries.Add(key, new Entry(value, keyPosition));

    private sealed record Entry(TomlValue Value, TextPosition KeyPosition);
}
