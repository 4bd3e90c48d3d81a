using P5.GoPlugin;

namespace P5.Host;

/// <summary>How to ask the plugins.</summary>
public sealed record AuthenticationOptions
{
    /// <summary>The plugins to ask, by their names; null asks all.</summary>
    public IReadOnlySet<string>? PluginNames { get; init; }

    /// <summary>Asks although the credential there still holds.</summary>
    public bool Force { get; init; }

    /// <summary>Asks also where less than this is left; zero by default.</summary>
    public TimeSpan MinimumLifetime { get; init; }

    /// <summary>The longest that one plugin's answer may take; null leaves it to the plugin's <c>timeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Takes what the plugins print and log while they are asked: the plugin's name and the message. Called from
    /// any thread, one message at a time for each plugin. Null drops it.
    /// </summary>
    public Action<string, PluginOutput>? Output { get; init; }

    /// <summary>
    /// Called before a plugin is asked: its configuration, and the id of its process, or null if none is running. Not
    /// called for a plugin whose cached credential still holds. Called from any thread. Null for no call.
    /// </summary>
    public Action<PluginConfiguration, int?>? Asking { get; init; }
}

/// <summary>What came of asking one plugin: a credential or an error, never both.</summary>
public sealed record AuthenticationResult
{
    /// <summary>The plugin's name in the configuration.</summary>
    public required string PluginName { get; init; }

    /// <summary>The credential, or null if the plugin failed.</summary>
    public PluginCredential? Credential { get; init; }

    /// <summary>Why there is no credential, or null.</summary>
    public P5Exception? Error { get; init; }

    /// <summary>True if the credential was there already and the plugin was not asked.</summary>
    public bool FromCache { get; init; }
}
