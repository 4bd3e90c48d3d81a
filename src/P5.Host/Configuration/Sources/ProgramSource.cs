namespace P5.Host;

/// <summary>Pulumi.yaml: the program's name and its own plugins.</summary>
internal static class ProgramSource
{
    public static readonly IReadOnlyList<string> FileNames = ["Pulumi.yaml", "Pulumi.yml"];

    /// <summary>Pulumi.yaml in a folder, else Pulumi.yml, else null.</summary>
    public static string? Find(string directory) =>
        FileNames.Select(name => Path.Combine(directory, name)).FirstOrDefault(Path.Exists);

    /// <summary>Reads the file.</summary>
    /// <returns>What it says; where it is not valid, nothing.</returns>
    public static ProgramDocument Read(string file, Findings findings)
    {
        if (SourceText.TryRead(ConfigurationStage.Program, file, findings) is not { } source
            || YamlReader.Read(source) is not { } root
            || root is ConfigNull)
        {
            return ProgramDocument.Empty;
        }

        if (root is not ConfigMap map)
        {
            source.ReportMalformed(
                root.Position, key: null, $"The file must be a table with a name and a runtime, but is {root.Kind}.");
            return ProgramDocument.Empty;
        }

        PluginsLayer plugins = Section.OfFile(source, Dialect.Yaml, map).Subsection("p5") is { } p5
            ? new PluginsReader(source).Read(p5, orderInPlugins: true)
            : PluginsLayer.Empty;
        return new ProgramDocument(Letters(map, "name"), Letters(map.Find("backend") as ConfigMap, "url"), plugins);
    }

    // These two are Pulumi's, which checks them itself and reads a number here as the letters it is written in.
    private static string? Letters(ConfigMap? map, string key) =>
        map?.Find(key) is { } value and not ConfigNull ? value.Raw : null;
}
