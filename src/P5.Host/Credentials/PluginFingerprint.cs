namespace P5.Host;

/// <summary>Tells whether a plugin is still configured as it was when it was asked.</summary>
internal static class PluginFingerprint
{
    /// <summary>What decides who answers, and to which settings.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <returns>
    /// A text that is equal for equal command, arguments, configuration and process to attach to. It may hold secrets.
    /// </returns>
    public static string Fingerprint(this PluginConfiguration plugin) =>
        string.Join('\0', [plugin.ConfigHash, $"{plugin.Reattach}", plugin.Command, .. plugin.Arguments]);
}
