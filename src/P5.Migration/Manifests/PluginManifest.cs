namespace P5.Migration.Manifests;

/// <summary>What a WASM plugin's manifest allowed it and asked of its configuration.</summary>
internal sealed record PluginManifest
{
    /// <summary>The hosts that it could call; null if the manifest does not say.</summary>
    public IReadOnlyList<string>? Http { get; init; }

    /// <summary>The environment variables that it could set; null if the manifest does not say.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Whether it could ask for a login in the browser; null if the manifest does not say.</summary>
    public bool? Interactive { get; init; }

    /// <summary>The settings of the program that it needed and had no default for.</summary>
    public IReadOnlyList<string> RequiredSettings { get; init; } = [];
}
