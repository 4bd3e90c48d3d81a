namespace P5.Sources.Aws;

/// <summary>A section of AWS's files, or the settings of a plugin in its place. Values may be secret.</summary>
/// <param name="name">Its name in messages: <c>profile dev</c>, or <c>config</c>.</param>
internal sealed class AwsProfile(string name)
{
    private readonly Dictionary<string, (string Value, string Place)> _values =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Its name in messages.</summary>
    public string Name => name;

    /// <summary>Gets a value.</summary>
    /// <param name="key">The key; of a nested table, after the table's and a dot.</param>
    /// <returns>The value; null if there is none, or it is "".</returns>
    public string? this[string key] =>
        _values.TryGetValue(key, out (string Value, string Place) found) && found.Value.Length > 0
            ? found.Value
            : null;

    /// <summary>Adds a value, or replaces it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="place">The file and the line; "" for a setting of the plugin.</param>
    public void Set(string key, string value, string place = "") => _values[key] = (value, place);

    /// <summary>Takes over the values of another section.</summary>
    public void SetAll(AwsProfile other)
    {
        foreach ((string key, (string Value, string Place) value) in other._values)
        {
            _values[key] = value;
        }
    }

    /// <summary>The failure of a value, which is not shown.</summary>
    /// <param name="key">The key.</param>
    /// <param name="problem">What is wrong, after the key.</param>
    public SourceException Wrong(string key, string problem) =>
        _values.GetValueOrDefault(key).Place is { Length: > 0 } place
            ? new SourceException($"{place}: {key} of {Name} {problem}")
            : new SourceException($"{key} {problem}") { Setting = key };

    /// <summary>The name alone.</summary>
    public override string ToString() => Name;
}
