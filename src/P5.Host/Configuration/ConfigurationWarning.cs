namespace P5.Host.Configuration;

/// <summary>Something in a configuration file that has no effect, though its author may expect one.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 code units.</param>
/// <param name="Key">The dotted key, such as <c>plugins.vault.config.limits</c>.</param>
/// <param name="Message">One sentence, without the place. Never the value of a configuration entry.</param>
public sealed record ConfigurationWarning(string File, int Line, int Column, string Key, string Message);
