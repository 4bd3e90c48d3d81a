using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace P5.Toml;

/// <summary>An array, or all the tables of one <c>[[name]]</c>.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "TOML calls it an array.")]
public sealed class TomlArray : TomlValue, IReadOnlyList<TomlValue>
{
    private readonly List<TomlValue> _items = [];

    internal TomlArray(TextPosition position)
        : base(position)
    {
    }

    /// <inheritdoc/>
    public override TomlKind Kind => TomlKind.Array;

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public TomlValue this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<TomlValue> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(TomlValue item) => _items.Add(item);
}
