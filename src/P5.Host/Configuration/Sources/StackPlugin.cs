namespace P5.Host;

/// <summary>What a stack file says about one plugin.</summary>
/// <param name="Position">Where the plugin's name stands.</param>
/// <param name="Settings">The settings by name.</param>
internal sealed record StackPlugin(ConfigPosition Position, IReadOnlyDictionary<string, ConfigSetting> Settings);
