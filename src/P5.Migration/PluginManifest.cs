using P5.Host;

namespace P5.Migration;

/// <summary>The <c>NAME.manifest.yaml</c> of a WASM plugin: what it allowed, and its required settings.</summary>
internal sealed record PluginManifest
{
    private static readonly string[] s_endings = [".manifest.yaml", ".manifest.yml"];

    /// <summary>The hosts that the plugin could call; null if the manifest has no such list.</summary>
    private IReadOnlyList<string>? Http { get; init; }

    /// <summary>The environment variables that it could set; null if the manifest has no such list.</summary>
    private IReadOnlyList<string>? Env { get; init; }

    /// <summary>Whether it could open a login in the browser; null if the manifest does not have that.</summary>
    private bool? Interactive { get; init; }

    private List<string> RequiredSettings { get; init; } = [];

    /// <summary>Finds the manifest as the WASM host did: inside a folder, or next to a <c>.wasm</c> file.</summary>
    /// <exception cref="ConfigurationException">The folder cannot be read.</exception>
    private static string? Find(string source, string configFolder)
    {
        // A file that was written on Windows is converted on other systems too; its manifests are still found.
        string path = UserPath.Resolve(source.Replace('\\', '/'), configFolder);
        if (Directory.Exists(path)
            && ConfigFolder.Read(path, Directory.EnumerateFiles)
                .Where(file => s_endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal)
                .FirstOrDefault() is { } inside)
        {
            return inside;
        }

        string name = path.EndsWith(".wasm", StringComparison.OrdinalIgnoreCase) ? path[..^".wasm".Length] : path;
        return s_endings.Select(ending => Path.TrimEndingDirectorySeparator(name) + ending).FirstOrDefault(File.Exists);
    }

    /// <summary>Sentences about what a manifest had and nothing has now.</summary>
    /// <param name="source">The plugin's local source.</param>
    /// <param name="configFolder">The folder of the configuration, from which a relative source starts.</param>
    /// <param name="settings">Collects the plugin's settings in the workspace; called if some are required.</param>
    /// <returns>
    /// The sentences. If the manifest cannot be read, one sentence about that; without a manifest, none.
    /// </returns>
    public static IEnumerable<string> Report(string source, string configFolder, Func<WorkspaceSettings> settings)
    {
        string name = "its manifest";
        try
        {
            if (Find(source, configFolder) is not { } path)
            {
                return [];
            }

            name = Path.GetFileName(path);
            return Read(path).Describe(name, settings);
        }
        catch (ConfigurationException exception)
        {
            return [$"{name} cannot be read, so its permissions are not reported: {exception.Message}"];
        }
    }

    private static PluginManifest Read(string path)
    {
        // A manifest belongs to no stage; of an error only the message is used.
        const ConfigurationStage stage = ConfigurationStage.Global;
        var source = ConfigFileText.Decode(stage, path, ConfigFileText.ReadBytes(stage, path));
        if (YamlReader.ReadStrict(source) is not ConfigMap root)
        {
            return new PluginManifest();
        }

        var permissions = root.Find("permissions") as ConfigMap;
        return new PluginManifest
        {
            Http = Texts(permissions, "http"),
            Env = Texts(permissions, "env"),
            Interactive = Boolean(root, "interactive"),
            RequiredSettings = ReadRequiredSettings(root),
        };
    }

    private static List<string> ReadRequiredSettings(ConfigMap root)
    {
        if ((root.Find("config") as ConfigMap)?.Find("program") is not ConfigMap fields)
        {
            return [];
        }

        return
        [
            .. fields.Entries
                .Where(field => field.Value is ConfigMap schema
                    && Boolean(schema, "required") is true
                    && schema.Find("default") is null)
                .Select(field => ConfigKeys.ToText(field.Key))
                .OfType<string>(),
        ];
    }

    private static string[]? Texts(ConfigMap? map, string key) =>
        map?.Find(key) is ConfigList list ? [.. list.Items.Select(item => item.Raw ?? item.Kind)] : null;

    /// <summary>The WASM host read booleans as YAML 1.1 does.</summary>
    private static bool? Boolean(ConfigMap map, string key) =>
        map.Find(key)?.Raw?.ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "ON" or "Y" => true,
            "FALSE" or "NO" or "OFF" or "N" => false,
            _ => null,
        };

    private IEnumerable<string> Describe(string name, Func<WorkspaceSettings> settings)
    {
        if (Http is { } hosts)
        {
            yield return $"permissions.http of {name} is no longer enforced; it allowed {List(hosts, "no host")}.";
        }

        if (Env is { } variables)
        {
            yield return
                $"permissions.env of {name} is no longer enforced; it allowed {List(variables, "no variable")}.";
        }

        if (Interactive is { } interactive)
        {
            string verb = interactive ? "allowed" : "did not allow";
            yield return $"interactive of {name} is no longer enforced; it {verb} a login in the browser.";
        }

        if (RequiredSettings.Count > 0)
        {
            foreach (string sentence in DescribeMissing(name, settings()))
            {
                yield return sentence;
            }
        }
    }

    private IEnumerable<string> DescribeMissing(string name, WorkspaceSettings given)
    {
        string[] missing = [.. RequiredSettings.Where(setting => !given.Names.Contains(setting))];
        if (missing.Length == 0)
        {
            yield break;
        }

        foreach (string problem in given.Problems)
        {
            yield return $"its settings are not all known: {problem}";
        }

        string files = string.Join(", ", given.Files.Select(Path.GetFileName));
        foreach (string setting in missing)
        {
            yield return $"{name} requires the setting '{setting}', which is not given (read: {files}).";
        }
    }

    private static string List(IReadOnlyList<string> items, string none) =>
        items.Count == 0 ? none : string.Join(", ", items);
}
