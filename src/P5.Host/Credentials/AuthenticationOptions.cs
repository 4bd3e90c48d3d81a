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

    /// <summary>Told what happens to which plugin. Called from any thread. Null where nobody wants to know.</summary>
    public Action<string, AuthenticationProgress>? Progress { get; init; }
}
