namespace P5.Host;

/// <summary>One entry of a plugin's <c>config</c>, before it becomes the text that the plugin is sent.</summary>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="Path">The dotted key, for messages.</param>
/// <param name="Position">Where its key stands.</param>
/// <param name="Value">The value, which knows its own place.</param>
internal sealed record ConfigSetting(string Plugin, string Path, ConfigPosition Position, ConfigValue Value);
