using P5.Host.Configuration.Merging;
using P5.Host.Configuration.Values;
using P5.Host.Configuration.Yaml;

namespace P5.Host.Configuration.Sources;

/// <summary>Pulumi.yaml: the program's name and its own plugins.</summary>
internal static class ProgramSource
{
    public static readonly IReadOnlyList<string> FileNames = ["Pulumi.yaml", "Pulumi.yml"];

    /// <summary>Pulumi.yaml in a folder, else Pulumi.yml, else null.</summary>
    public static string? Find(string directory) =>
        FileNames.Select(name => Path.Combine(directory, name)).FirstOrDefault(Path.Exists);

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It is not valid, or a key of <c>p5</c> has the wrong type.</exception>
    public static ProgramDocument Read(string file, ICollection<ConfigurationWarning> warnings)
    {
        SourceText source = SourceText.Read(ConfigurationStage.Program, file);
        if (YamlReader.Read(source) is not { } root || root is ConfigNull)
        {
            return new ProgramDocument(Name: null, BackendUrl: null, PluginsLayer.Empty);
        }

        if (root is not ConfigMap map)
        {
            throw source.Error(
                root.Position, key: null, $"The file must be a table with a name and a runtime, but is {root.Kind}.");
        }

        var section = new Section(source, Dialect.Yaml, path: "", map);
        PluginsLayer plugins = section.Subsection("p5") is { } p5
            ? new PluginsReader(source, warnings).Read(p5, orderInPlugins: true)
            : PluginsLayer.Empty;
        return new ProgramDocument(Letters(map, "name"), Letters(map.Find("backend") as ConfigMap, "url"), plugins);
    }

    // These two are Pulumi's, which checks them itself and reads a number here as the letters it is written in.
    private static string? Letters(ConfigMap? map, string key) =>
        map?.Find(key) is { } value and not ConfigNull ? value.Raw : null;
}
