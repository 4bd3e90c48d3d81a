namespace P5.Migration;

/// <summary>A file's conversion, worked out but not written: <see cref="ConfigConverter.Write"/> does that.</summary>
public sealed record ConfigConversion
{
    /// <summary>The full path of the file that was read.</summary>
    public required string Path { get; init; }

    /// <summary>Whether <see cref="Text"/> differs from the file; false for a file that is converted already.</summary>
    public required bool Changed { get; init; }

    /// <summary>
    /// The plugins that had a <c>source</c>, or a key of their own in a stack file, in the order of the file.
    /// </summary>
    public required IReadOnlyList<PluginConversion> Plugins { get; init; }

    /// <summary>
    /// What the user has to look at, each with file, line and column before it. Values of the configuration are
    /// never in it.
    /// </summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What changes, as a unified diff; empty if nothing does.</summary>
    public required string Diff { get; init; }

    /// <summary>The whole file after the conversion, with its byte order mark if it has one.</summary>
    public required string Text { get; init; }

    /// <summary>The file's bytes as they were read: a file that differs by now is not overwritten.</summary>
    internal byte[] Original { get; init; } = [];
}
