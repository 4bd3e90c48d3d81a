namespace P5.Plugin.Startup;

/// <summary>The plugin cannot serve whoever started it. The message is for the person who did.</summary>
/// <param name="message">What is wrong and what to do, whole sentences.</param>
internal sealed class PluginRefusedException(string message) : Exception(message);
