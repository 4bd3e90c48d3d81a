namespace P5.GoPlugin;

/// <summary>Which plugin to check, and by what.</summary>
public sealed record ConformanceOptions
{
    /// <summary>
    /// How to start the plugin. It is started several times, with and without AutoMTLS, whatever
    /// <see cref="PluginClientOptions.Mtls"/> says.
    /// </summary>
    public required PluginClientOptions Plugin { get; init; }

    /// <summary>The full name of the plugin's own service: <c>package.Service</c>. Unknown methods are called in it.</summary>
    public required string Service { get; init; }

    /// <summary>The rules of that service, tried in this order once the plugin is connected. Default: none.</summary>
    public IReadOnlyList<CallRule> Rules { get; init; } = [];

    /// <summary>How long each rule may take, more than zero; one that takes longer fails. Default: 10 seconds.</summary>
    public TimeSpan RuleTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
