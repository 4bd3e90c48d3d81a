namespace P5.Migration;

/// <summary>What a user knows of the new plugins before their configuration is converted.</summary>
public sealed record ConversionOptions
{
    /// <summary>
    /// The commands of plugins, by the plugin's name or by its whole old source; the source is looked up first.
    /// They win over every other rule. Null means none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? CommandMap { get; init; }

    /// <summary>
    /// The folder with the native executables of plugins that came from git or a URL, as it shall stand in the file.
    /// Null means that they are looked up on PATH.
    /// </summary>
    public string? BinDirectory { get; init; }
}
