namespace P5.Host.Configuration.Values;

/// <summary>What a setting says, and where its key stands.</summary>
internal sealed record Located<T>(T Value, ConfigPosition Position);
