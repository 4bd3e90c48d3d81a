using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace P5.Toml;

/// <summary>The like parts of one node, in the order of the text.</summary>
/// <typeparam name="T">The parts' type.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "It is a list of syntax.")]
public sealed class SyntaxList<T> : IReadOnlyList<T>
    where T : SyntaxNode
{
    private readonly SyntaxNode _owner;
    private readonly List<T> _items = [];

    internal SyntaxList(SyntaxNode owner) => _owner = owner;

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal int IndexOf(T item) => _items.IndexOf(item);

    internal void Add(T item) => Insert(_items.Count, item);

    internal void Insert(int index, T item)
    {
        if (item.Parent is not null)
        {
            throw new InvalidOperationException("This part already belongs to a tree.");
        }

        item.Parent = _owner;
        _items.Insert(index, item);
    }

    internal void Remove(T item)
    {
        _items.Remove(item);
        item.Parent = null;
    }
}
