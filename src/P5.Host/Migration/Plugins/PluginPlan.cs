namespace P5.Host.Migration.Plugins;

/// <summary>What is to become of one plugin that has a <c>source</c>, in whichever language it is written.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Conversion">What the user is told.</param>
/// <param name="Position">Where its <c>source</c> stands.</param>
internal sealed record PluginPlan(OldPlugin Plugin, PluginConversion Conversion, ConfigPosition Position)
{
    /// <summary>Its <c>cmd</c> afterwards.</summary>
    public required string Command { get; init; }

    /// <summary>
    /// Whether there is a <c>cmd</c> already. Then <c>source</c> becomes a comment, and an empty <c>cmd</c> is filled
    /// where it stands; otherwise <c>source</c> itself becomes <c>cmd</c>.
    /// </summary>
    public required bool HasCommand { get; init; }

    /// <summary>Whether that <c>cmd</c> stays as it is.</summary>
    public required bool KeepsCommand { get; init; }

    /// <summary>Whether the old source is kept in a comment above <c>cmd</c>, because it cannot be read off it.</summary>
    public required bool NotesSource { get; init; }

    /// <summary>Whether <c>sha256</c> becomes a comment, because it was that of the WASM file.</summary>
    public required bool DropsChecksum { get; init; }

    /// <summary>What the user has to look at, each with its place.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
