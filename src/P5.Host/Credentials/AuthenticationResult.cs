namespace P5.Host;

/// <summary>What came of asking one plugin: a credential or an error, never both.</summary>
public sealed record AuthenticationResult
{
    /// <summary>The plugin's name in the configuration.</summary>
    public required string PluginName { get; init; }

    /// <summary>The credential, or null where the plugin failed.</summary>
    public PluginCredential? Credential { get; init; }

    /// <summary>Why there is no credential, or null.</summary>
    public P5Exception? Error { get; init; }

    /// <summary>True where the credential was there already and the plugin was not asked.</summary>
    public bool FromCache { get; init; }
}
