namespace P5.Migration;

/// <summary>What became of one plugin.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Line">The line of its <c>source</c>, or of its old key, in the file as it was, 1-based.</param>
/// <param name="SourceKind">Where it came from; null for a stack file, which does not say.</param>
/// <param name="Old">The text of its <c>source</c>; in a stack file the old key, such as <c>p5:plugins:okta</c>.</param>
/// <param name="New">
/// Its <c>cmd</c> now, and where it had one before, that one; in a stack file where its settings stand now, such as
/// <c>p5:plugins.okta.config</c>.
/// </param>
public sealed record PluginConversion(
    string Name,
    int Line,
    PluginSourceKind? SourceKind,
    string Old,
    string New);
