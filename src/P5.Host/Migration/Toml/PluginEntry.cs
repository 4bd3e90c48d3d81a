using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>One plugin of a TOML file: its keys where they are written, whatever form its table has.</summary>
/// <param name="Name">The plugin's name.</param>
internal sealed record PluginEntry(string Name)
{
    /// <summary>The keys with their values right in the plugin's table, by name in any case.</summary>
    public Dictionary<string, KeyValueSyntax> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Where each name in the plugin's table was first written, by name in any case: the keys, and also what is a table
    /// with its own header or dotted keys.
    /// </summary>
    public Dictionary<string, TextPosition> Positions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of its settings.</summary>
    public HashSet<string> Settings { get; } = new(StringComparer.Ordinal);
}
