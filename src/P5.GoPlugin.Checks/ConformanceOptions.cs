namespace P5.GoPlugin.Checks;

/// <summary>The plugin to check, and the rules.</summary>
public sealed record ConformanceOptions
{
    /// <summary>
    /// The plugin's options. It is started several times, with and without AutoMTLS;
    /// <see cref="PluginClientOptions.Mtls"/> is ignored.
    /// </summary>
    public required PluginClientOptions Plugin { get; init; }

    /// <summary>
    /// The full name of the plugin's own service: <c>package.Service</c>. The suite calls an unknown method of it.
    /// </summary>
    public required string Service { get; init; }

    /// <summary>The rules of that service, tried in this order once the plugin is connected. Default: none.</summary>
    public IReadOnlyList<CallRule> Rules { get; init; } = [];

    /// <summary>
    /// How long each rule may take, more than zero. A rule that takes longer fails. Default: 10 seconds.
    /// </summary>
    public TimeSpan RuleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
