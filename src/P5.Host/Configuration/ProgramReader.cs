namespace P5.Host;

/// <summary>Pulumi.yaml: the program's name and its own plugins.</summary>
internal static class ProgramReader
{
    public static readonly IReadOnlyList<string> FileNames = ["Pulumi.yaml", "Pulumi.yml"];

    /// <summary>Pulumi.yaml in a folder, else Pulumi.yml, else null.</summary>
    public static string? Find(string directory) =>
        FileNames.Select(name => Path.Combine(directory, name)).FirstOrDefault(Path.Exists);

    /// <summary>Reads the file.</summary>
    /// <returns>Its content; empty if it is not valid.</returns>
    public static ProgramDocument Read(string file, DiagnosticBag diagnostics)
    {
        if (ConfigFileText.TryRead(ConfigurationStage.Program, file, diagnostics) is not { } source
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

        ConfigFragment plugins = TableReader.OfFile(source, ReadingRules.Yaml, map).Subtable("p5") is { } p5
            ? new PluginsReader(source).Read(p5, orderInPlugins: true)
            : ConfigFragment.Empty;
        return new ProgramDocument(Letters(map, "name"), Letters(map.Find("backend") as ConfigMap, "url"), plugins);
    }

    // These two are Pulumi's, which checks them itself and reads a number here as the letters it is written in.
    private static string? Letters(ConfigMap? map, string key) =>
        map?.Find(key) is { } value and not ConfigNull ? value.Raw : null;
}

/// <summary>The content of Pulumi.yaml.</summary>
/// <param name="Name">The program's name, or null.</param>
/// <param name="BackendUrl"><c>url</c> of <c>backend</c>: where Pulumi keeps the program's state, or null.</param>
/// <param name="Plugins">The <c>p5</c> section.</param>
internal sealed record ProgramDocument(string? Name, string? BackendUrl, ConfigFragment Plugins)
{
    /// <summary>A program without settings.</summary>
    public static ProgramDocument Empty { get; } = new(Name: null, BackendUrl: null, ConfigFragment.Empty);

    /// <summary>The name alone: a URL can contain a password.</summary>
    public override string ToString() => Name ?? "";
}
