namespace P5.Host.Migration;

/// <summary>What became of one plugin that had a <c>source</c>.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Line">The line of its <c>source</c> in the file as it was, 1-based.</param>
/// <param name="SourceKind">Where it came from.</param>
/// <param name="OldSource">The text of its <c>source</c>.</param>
/// <param name="NewCommand">Its <c>cmd</c> now; where it had one before, that one.</param>
public sealed record PluginConversion(
    string Name,
    int Line,
    PluginSourceKind SourceKind,
    string OldSource,
    string NewCommand);
