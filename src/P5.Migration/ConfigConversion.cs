namespace P5.Migration;

/// <summary>What the user specifies about the new plugins before their configuration is converted.</summary>
public sealed record ConversionOptions
{
    /// <summary>
    /// The commands of plugins, by the plugin's name or by its whole old source; the source is looked up first.
    /// They override every other rule. Null means none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? CommandMap { get; init; }

    /// <summary>
    /// The folder with the native executables of plugins that came from git or a URL, as to be written to the file.
    /// Null means that they are looked up on PATH.
    /// </summary>
    public string? BinDirectory { get; init; }

    /// <summary>
    /// Full path of the folder in which the difference is to be applied: paths in it are relative to this folder. Null
    /// means the file's own folder, as for a file that is not below this one.
    /// </summary>
    public string? DiffDirectory { get; init; }
}

/// <summary>A file's conversion that is not written yet: <see cref="ConfigConverter.Write"/> does that.</summary>
public sealed record ConfigConversion
{
    /// <summary>The full path of the file that was read.</summary>
    public required string Path { get; init; }

    /// <summary>Whether <see cref="Text"/> differs from the file; false for a file that is already converted.</summary>
    public required bool Changed { get; init; }

    /// <summary>
    /// The plugins that had a <c>source</c>, or a key of their own in a stack file, in the order of the file.
    /// </summary>
    public required IReadOnlyList<PluginConversion> Plugins { get; init; }

    /// <summary>
    /// The names of plugins that have an old <c>source</c> or key still, because it could not be edited safely. They
    /// must be converted manually; a warning has the place and the reason for each.
    /// </summary>
    public required IReadOnlyList<string> NotConverted { get; init; }

    /// <summary>
    /// What the user must check, each with file, line and column before it. Values of the configuration are never in
    /// it.
    /// </summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>
    /// What changes, as a unified diff for <c>git apply</c> in <see cref="ConversionOptions.DiffDirectory"/>; empty if
    /// nothing does.
    /// </summary>
    public required string Diff { get; init; }

    /// <summary>The whole file after the conversion, with its byte order mark if it has one.</summary>
    public required string Text { get; init; }

    /// <summary>The file's bytes as they were read: a file that has changed since is not overwritten.</summary>
    internal byte[] Original { get; init; } = [];
}

/// <summary>The conversion of one plugin.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Line">
/// The line of its <c>source</c>, or of its old key, in the file that was read; the first is 1.
/// </param>
/// <param name="SourceKind">Where the plugin came from; null for a stack file, which does not have that.</param>
/// <param name="Old">
/// The text of its <c>source</c>; in a stack file the old key, such as <c>p5:plugins:okta</c>.
/// </param>
/// <param name="New">
/// Its <c>cmd</c> after the conversion, which is the one that it had before unless that was empty; in a stack file the
/// place of its settings, such as <c>p5:plugins.okta.config</c>.
/// </param>
public sealed record PluginConversion(
    string Name,
    int Line,
    PluginSourceKind? SourceKind,
    string Old,
    string New);

/// <summary>Where a WASM plugin came from.</summary>
public enum PluginSourceKind
{
    /// <summary>A folder or a <c>.wasm</c> file of this machine.</summary>
    Local,

    /// <summary>A repository such as <c>github.com/org/repo/name@v1.2.3</c>.</summary>
    Git,

    /// <summary>A file that was downloaded.</summary>
    Url,
}
