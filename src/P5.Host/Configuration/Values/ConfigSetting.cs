namespace P5.Host.Configuration.Values;

/// <summary>One entry of a plugin's <c>config</c>, before it becomes the text that the plugin is sent.</summary>
/// <param name="Path">The dotted key, for messages.</param>
/// <param name="Value">The value, which knows its file and line.</param>
internal sealed record ConfigSetting(string Path, ConfigValue Value);
