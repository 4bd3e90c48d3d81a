using P5.GoPlugin;

namespace P5.Host;

/// <summary>How to call the plugins.</summary>
public sealed record AuthenticationOptions
{
    /// <summary>The plugins to call, by name; null calls all.</summary>
    public IReadOnlySet<string>? PluginNames { get; init; }

    /// <summary>Calls the plugin although its cached credential is still valid.</summary>
    public bool Force { get; init; }

    /// <summary>Calls the plugin if the cached credential is valid for less than this; zero by default.</summary>
    public TimeSpan MinimumLifetime { get; init; }

    /// <summary>The longest that one plugin's answer may take; null leaves it to the plugin's <c>timeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Takes what the plugins print and log while they are called: the plugin's name and the message. Called from
    /// any thread, one message at a time for each plugin. Null drops it.
    /// </summary>
    public Action<string, PluginOutput>? Output { get; init; }

    /// <summary>
    /// Called before each call to a plugin: its configuration, and the id of its process, or null if none is running.
    /// Not called for a plugin whose cached credential is still valid. Called from any thread. Null for no call.
    /// </summary>
    public Action<PluginConfiguration, int?>? Asking { get; init; }

    /// <summary>
    /// Called if another process logs in for the same credential of a plugin, for which the call waits: the plugin's
    /// name and that process; and with null in its place when the wait has ended. Called from any thread. Null for no
    /// call.
    /// </summary>
    public Action<string, LockHolder?>? Waiting { get; init; }

    /// <summary>
    /// Asks the user for a text that is not shown while it is typed, such as the passphrase of the credential store or
    /// a code: with the prompt that it is given; returns null if no one can answer. Called from any thread, at most
    /// once at a time. Null if there is no user.
    /// </summary>
    public Func<string, CancellationToken, Task<string?>>? AskSecret { get; init; }

    /// <summary>
    /// Returns whether someone can answer in this session. Called from any thread. Null if no one can.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? IsInteractive { get; init; }

    /// <summary>Asks with <see cref="AskSecret"/>, after the questions of other calls.</summary>
    /// <returns>The text; null if there is no user.</returns>
    internal Task<string?> AskInTurnAsync(string prompt, CancellationToken cancellationToken) =>
        PromptQueue.AskAsync(AskSecret, prompt, cancellationToken);
}

/// <summary>The result of calling one plugin: a credential or an error, never both.</summary>
public sealed record AuthenticationResult
{
    /// <summary>The plugin's name in the configuration.</summary>
    public required string PluginName { get; init; }

    /// <summary>The credential, or null if the plugin failed.</summary>
    public PluginCredential? Credential { get; init; }

    /// <summary>Why there is no credential, or null.</summary>
    public P5Exception? Error { get; init; }

    /// <summary>True if the credential was there already and the plugin was not called.</summary>
    public bool FromCache { get; init; }

    /// <summary>True if it came from the credential store.</summary>
    public bool FromStore { get; init; }

    /// <summary>What did not work of the credential store. Default: nothing.</summary>
    public IReadOnlyList<P5Exception> Warnings { get; init; } = [];
}
