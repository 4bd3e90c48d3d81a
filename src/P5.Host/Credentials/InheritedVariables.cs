namespace P5.Host;

/// <summary>The variables of the plugins before one in <c>order</c>, with files in the place of contents.</summary>
internal sealed class InheritedVariables
{
    private readonly Dictionary<string, string> _values = new(VariableRules.NameComparer);
    private readonly Dictionary<string, string> _contents = new(VariableRules.NameComparer);

    /// <summary>Names and values, which are paths for files. Secret.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Adds the variables of the next plugin, which override those before it.</summary>
    /// <param name="values">Names and values, which are paths for files.</param>
    /// <param name="contents">The same names, with the contents of files.</param>
    public void Add(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> contents)
    {
        foreach ((string name, string value) in values)
        {
            _values[name] = value;
            _contents[name] = contents[name];
        }
    }

    /// <summary>Copies them: further variables change only one of the two.</summary>
    public InheritedVariables Copy()
    {
        var copy = new InheritedVariables();
        copy.Add(_values, _contents);
        return copy;
    }

    /// <summary>
    /// Whether a program that got one of the two has what the other one says. A path stays the same when its file
    /// changes, but a program may have read the file.
    /// </summary>
    public bool IsSameAs(InheritedVariables other) =>
        AreEqual(_values, other._values) && AreEqual(_contents, other._contents);

    private static bool AreEqual(Dictionary<string, string> left, Dictionary<string, string> right) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out string? value) && value == pair.Value);
}
