namespace P5.Host;

/// <summary>What a setting says, and where its key stands.</summary>
internal sealed record Located<T>(T Value, ConfigPosition Position);
