namespace P5.Host.Tests;

/// <summary>A folder that is loaded as a workspace.</summary>
internal sealed class TemporaryWorkspace : TemporaryFolder
{
    /// <summary>Loads the root folder. The local time is UTC by default.</summary>
    public WorkspaceConfiguration Load(string? stack = null, TimeSpan localOffset = default) =>
        ConfigurationLoader.Load(Root, stack, new ConfigurationLoaderOptions { LocalOffset = localOffset });

    /// <summary>The text that plugin p is sent for the setting v, written in TOML; null if it is not sent.</summary>
    public string? LoadTomlValue(string toml, TimeSpan localOffset = default)
    {
        Write("p5.toml", $"[plugins.p.config]\nv = {toml}\n");
        return Load(localOffset: localOffset).Plugins["p"].ProgramConfig.GetValueOrDefault("v");
    }

    /// <summary>The text that plugin p is sent for the setting v of the stack file, written in YAML.</summary>
    public string? LoadYamlValue(string yaml)
    {
        Write("p5.toml", "[plugins.p]\n");
        Write("Pulumi.dev.yaml", $"config:\n  p5:plugins:\n    p:\n      v: {yaml}\n");
        WorkspaceConfiguration configuration = Load("dev");
        configuration.StackError.ShouldBeNull();
        return configuration.Plugins["p"].StackConfig.GetValueOrDefault("v");
    }
}
