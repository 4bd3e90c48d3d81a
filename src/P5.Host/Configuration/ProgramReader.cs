namespace P5.Host;

/// <summary>Pulumi.yaml: the program's name and its own plugins.</summary>
internal static class ProgramReader
{
    public const string JsonEnding = ".json";

    public const string StackDirectoryKey = "stackConfigDir";

    /// <summary>The names of the file, in the order in which Pulumi looks for them.</summary>
    public static readonly IReadOnlyList<string> FileNames = ["Pulumi" + JsonEnding, "Pulumi.yaml", "Pulumi.yml"];

    private static readonly FileMemory<ProgramDocument> s_programs = new();

    /// <summary>Pulumi.json in a folder, else Pulumi.yaml, else Pulumi.yml, else null.</summary>
    public static string? Find(string directory) =>
        FileNames.Select(name => Path.Combine(directory, name)).FirstOrDefault(Path.Exists);

    /// <summary>The file's content; the file is read again only if it has changed.</summary>
    /// <exception cref="ConfigurationException">The file cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be examined.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be examined.</exception>
    public static ProgramDocument Recall(string file) => s_programs.Get(file, [file], () =>
    {
        var diagnostics = new DiagnosticBag();
        ProgramDocument program = Read(file, diagnostics);
        diagnostics.ThrowIfError();
        return program;
    });

    /// <summary>Reads the file.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="diagnostics">Takes what is wrong with it.</param>
    /// <param name="isApproved">As <see cref="ConfigurationLoaderOptions.IsApproved"/>.</param>
    /// <returns>Its content; empty if it is not valid.</returns>
    public static ProgramDocument Read(string file, DiagnosticBag diagnostics, bool isApproved = true)
    {
        if (ConfigFileText.TryRead(ConfigurationStage.Program, file, diagnostics, isApproved) is not { } source
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

        new MisplacedKeys(source).CheckProgram(map);
        ConfigFragment plugins = TableReader.OfFile(source, ReadingRules.Yaml, map).Subtable("p5") is { } p5
            ? new PluginsReader(source).Read(p5, orderInPlugins: true)
            : ConfigFragment.Empty;
        return new ProgramDocument(
            Letters(map, "name"),
            Letters(map.Find("backend") as ConfigMap, "url"),
            StackDirectoryOf(map, source),
            plugins);
    }

    /// <summary><c>stackConfigDir</c>, or its old form, a text under <c>config</c>.</summary>
    private static string? StackDirectoryOf(ConfigMap map, ConfigFileText source)
    {
        ConfigValue? directory = map.Find(StackDirectoryKey);
        if (map.Find("config") is ConfigText old)
        {
            if (directory is not null)
            {
                source.ReportError(
                    DiagnosticIds.DuplicateKey,
                    old.Position,
                    "config",
                    plugin: null,
                    $"config must be a table: {StackDirectoryKey} names the folder of the stack files.");
            }

            directory = old;
        }

        if (directory?.Raw?.Contains('\0') == true)
        {
            source.ReportError(
                DiagnosticIds.InvalidValue,
                directory.Position,
                StackDirectoryKey,
                plugin: null,
                "The folder of the stack files must not contain a NUL character.");
            return null;
        }

        if (directory is ConfigList or ConfigMap)
        {
            source.ReportError(
                DiagnosticIds.WrongType,
                directory.Position,
                StackDirectoryKey,
                plugin: null,
                $"{StackDirectoryKey} must be text, but is {directory.Kind}.");
        }

        return directory is ConfigNull ? null : directory?.Raw;
    }

    // All of these are Pulumi's, which checks them itself and reads a number here as the letters it is written in.
    private static string? Letters(ConfigMap? map, string key) =>
        map?.Find(key) is { } value and not ConfigNull ? value.Raw : null;
}

/// <summary>The content of Pulumi.yaml.</summary>
/// <param name="Name">The program's name, or null.</param>
/// <param name="BackendUrl"><c>url</c> of <c>backend</c>: where Pulumi keeps the program's state, or null.</param>
/// <param name="StackDirectory">
/// <c>stackConfigDir</c>: the folder of the stack files, relative to that of the program; null for the same.
/// </param>
/// <param name="Plugins">The <c>p5</c> section.</param>
internal sealed record ProgramDocument(
    string? Name, string? BackendUrl, string? StackDirectory, ConfigFragment Plugins)
{
    /// <summary>A program without settings.</summary>
    public static ProgramDocument Empty { get; } =
        new(Name: null, BackendUrl: null, StackDirectory: null, ConfigFragment.Empty);

    /// <summary>The name alone: a URL can contain a password.</summary>
    public override string ToString() => Name ?? "";
}
