namespace P5.Host.Migration.Manifests;

/// <summary>Finds and reads the <c>NAME.manifest.yaml</c> of a local source.</summary>
internal static class ManifestReader
{
    private static readonly string[] s_endings = [".manifest.yaml", ".manifest.yml"];

    /// <summary>Finds the manifest as the WASM host did: inside a folder, or beside a <c>.wasm</c> file.</summary>
    public static string? Find(string source, string configFolder)
    {
        // A file that was written on Windows is converted elsewhere too; its manifests are still found.
        string path = UserPath.Resolve(source.Replace('\\', '/'), configFolder);
        if (Directory.Exists(path)
            && Directory.EnumerateFiles(path)
                .Where(file => s_endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal)
                .FirstOrDefault() is { } inside)
        {
            return inside;
        }

        string name = path.EndsWith(".wasm", StringComparison.OrdinalIgnoreCase) ? path[..^".wasm".Length] : path;
        return s_endings.Select(ending => Path.TrimEndingDirectorySeparator(name) + ending).FirstOrDefault(File.Exists);
    }

    /// <exception cref="ConfigurationException">The file cannot be read or is not YAML.</exception>
    public static PluginManifest Read(string path)
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
            RequiredSettings = RequiredSettings(root),
        };
    }

    private static List<string> RequiredSettings(ConfigMap root)
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
}
