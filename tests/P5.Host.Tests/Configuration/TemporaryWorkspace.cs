namespace P5.Host.Tests;

/// <summary>A folder outside any git repository, deleted when the test ends.</summary>
internal sealed class TemporaryWorkspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("p5-config-").FullName;

    public string PathOf(string relative) => Path.Combine(Root, relative);

    public TemporaryWorkspace Write(string relative, string text) => Write(relative, System.Text.Encoding.UTF8.GetBytes(text));

    public TemporaryWorkspace Write(string relative, byte[] bytes)
    {
        string file = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return this;
    }

    /// <summary>Loads the root folder as a workspace, with local times in UTC unless told otherwise.</summary>
    public WorkspaceConfiguration Load(string? stack = null, TimeSpan localOffset = default) =>
        ConfigurationLoader.Load(Root, stack, new ConfigurationLoaderOptions { LocalOffset = localOffset });

    /// <summary>The text that plugin p is sent for the setting v, which TOML writes as given; null where it is not sent.</summary>
    public string? LoadTomlValue(string toml, TimeSpan localOffset = default) =>
        Write("p5.toml", $"[plugins.p.config]\nv = {toml}\n")
            .Load(localOffset: localOffset).Plugins["p"].ProgramConfig.GetValueOrDefault("v");

    /// <summary>The same for the stack file, in YAML.</summary>
    public string? LoadYamlValue(string yaml)
    {
        Write("p5.toml", "[plugins.p]\n");
        Write("Pulumi.dev.yaml", $"config:\n  p5:plugins:\n    p:\n      v: {yaml}\n");
        WorkspaceConfiguration configuration = Load("dev");
        configuration.StackError.ShouldBeNull();
        return configuration.Plugins["p"].StackConfig.GetValueOrDefault("v");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
