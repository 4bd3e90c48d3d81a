using Microsoft.Extensions.Logging;

namespace P5.Plugin.Testing;

/// <summary>What a plugin logged, as a host reads it.</summary>
/// <param name="Level">The level; a host knows none above <see cref="LogLevel.Error"/>.</param>
/// <param name="Message">The text, without placeholders that stand at the end of its template.</param>
/// <param name="Fields">The values of the template's placeholders by their names in camel case; what is no text is JSON.</param>
public sealed record PluginLogEntry(LogLevel Level, string Message, IReadOnlyDictionary<string, string> Fields);
