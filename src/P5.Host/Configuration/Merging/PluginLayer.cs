using P5.GoPlugin;

namespace P5.Host;

/// <summary>What one file says about a plugin, or several files together. Null says nothing.</summary>
internal sealed record PluginLayer
{
    /// <summary>The name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>Where the first file names it.</summary>
    public required ConfigPosition Position { get; init; }

    /// <summary>The files that say something, in the order in which they are read.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Never empty.</summary>
    public Located<string>? Command { get; init; }

    /// <summary>Never empty.</summary>
    public Located<IReadOnlyList<string>>? Arguments { get; init; }

    public IReadOnlyDictionary<string, ConfigSetting> Config { get; init; } = new Dictionary<string, ConfigSetting>();

    /// <summary>A table without keys says the defaults.</summary>
    public Located<RefreshTriggers>? Refresh { get; init; }

    public Located<bool>? ImportHelper { get; init; }

    public Located<bool>? UseAuthEnv { get; init; }

    public Located<bool>? ResourceOpener { get; init; }

    public Located<string>? Sha256 { get; init; }

    public Located<MtlsMode>? Mtls { get; init; }

    public Located<TimeSpan>? StartTimeout { get; init; }

    /// <summary>Zero says that there is none.</summary>
    public Located<TimeSpan>? Timeout { get; init; }

    public Located<TimeSpan>? IdleTimeout { get; init; }

    /// <summary>
    /// This layer with another over it: what the other says replaces, flags can only be turned on, and config is
    /// merged key by key.
    /// </summary>
    public PluginLayer Under(PluginLayer upper) => this with
    {
        Files = [.. Files, .. upper.Files],
        Command = upper.Command ?? Command,
        Arguments = upper.Arguments ?? Arguments,
        Config = Overlay(Config, upper.Config),
        Refresh = upper.Refresh ?? Refresh,
        ImportHelper = Either(ImportHelper, upper.ImportHelper),
        UseAuthEnv = Either(UseAuthEnv, upper.UseAuthEnv),
        ResourceOpener = Either(ResourceOpener, upper.ResourceOpener),
        Sha256 = upper.Sha256 ?? Sha256,
        Mtls = upper.Mtls ?? Mtls,
        StartTimeout = upper.StartTimeout ?? StartTimeout,
        Timeout = upper.Timeout ?? Timeout,
        IdleTimeout = upper.IdleTimeout ?? IdleTimeout,
    };

    private static Located<bool>? Either(Located<bool>? lower, Located<bool>? upper) =>
        upper is { Value: true } || lower is not { Value: true } ? upper ?? lower : lower;

    /// <summary>The name alone: the rest may be secret.</summary>
    public override string ToString() => Name;

    private static Dictionary<string, ConfigSetting> Overlay(
        IReadOnlyDictionary<string, ConfigSetting> lower,
        IReadOnlyDictionary<string, ConfigSetting> upper)
    {
        var merged = new Dictionary<string, ConfigSetting>(lower, StringComparer.Ordinal);
        foreach ((string name, ConfigSetting setting) in upper)
        {
            merged[name] = setting;
        }

        return merged;
    }
}
