using P5.Host.Configuration.Values;

namespace P5.Host.Configuration.Merging;

/// <summary>What one file says about a plugin, or several files together.</summary>
internal sealed record PluginLayer
{
    /// <summary>The name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>The files that say something, in the order in which they are read.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The file that gives <see cref="Command"/>, else the first.</summary>
    public required string CommandFile { get; init; }

    public string Command { get; init; } = "";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required IReadOnlyDictionary<string, ConfigSetting> Config { get; init; }

    /// <summary>Null where nothing is said; a table without keys says the defaults.</summary>
    public RefreshTriggers? Refresh { get; init; }

    public bool ImportHelper { get; init; }

    public bool UseAuthEnv { get; init; }

    public bool ResourceOpener { get; init; }

    public string? Sha256 { get; init; }

    public PluginMtls? Mtls { get; init; }

    public TimeSpan? StartTimeout { get; init; }

    /// <summary>Zero says that there is none.</summary>
    public TimeSpan? Timeout { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// This layer with another over it: what the other says replaces, but empty says nothing, flags can only be
    /// turned on, and config is merged key by key.
    /// </summary>
    public PluginLayer Under(PluginLayer upper) => this with
    {
        Files = [.. Files, .. upper.Files],
        CommandFile = upper.Command.Length > 0 ? upper.CommandFile : CommandFile,
        Command = upper.Command.Length > 0 ? upper.Command : Command,
        Arguments = upper.Arguments.Count > 0 ? upper.Arguments : Arguments,
        Config = Overlay(Config, upper.Config),
        Refresh = upper.Refresh ?? Refresh,
        ImportHelper = ImportHelper || upper.ImportHelper,
        UseAuthEnv = UseAuthEnv || upper.UseAuthEnv,
        ResourceOpener = ResourceOpener || upper.ResourceOpener,
        Sha256 = upper.Sha256 ?? Sha256,
        Mtls = upper.Mtls ?? Mtls,
        StartTimeout = upper.StartTimeout ?? StartTimeout,
        Timeout = upper.Timeout ?? Timeout,
        IdleTimeout = upper.IdleTimeout ?? IdleTimeout,
    };

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
