using Microsoft.Extensions.Logging;

namespace P5.Plugin.Testing;

/// <summary>A log entry as a host receives it.</summary>
/// <param name="Level">The level; hosts have none above <see cref="LogLevel.Error"/>.</param>
/// <param name="Message">The text, without placeholders at the end of its template.</param>
/// <param name="Fields">
/// The values of the template's placeholders by their names in camel case. Values that are not strings are JSON.
/// </param>
public sealed record PluginLogEntry(LogLevel Level, string Message, IReadOnlyDictionary<string, string> Fields);
