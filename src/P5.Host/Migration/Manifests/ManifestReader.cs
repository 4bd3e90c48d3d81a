using P5.Host.Plugins;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

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

    /// <exception cref="YamlException">The file is not YAML.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static PluginManifest Read(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(path)));
        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }, ..])
        {
            return new PluginManifest();
        }

        var permissions = Child(root, "permissions") as YamlMappingNode;
        return new PluginManifest
        {
            Http = Texts(permissions, "http"),
            Env = Texts(permissions, "env"),
            Interactive = Boolean(root, "interactive"),
            RequiredSettings = RequiredSettings(root),
        };
    }

    private static List<string> RequiredSettings(YamlMappingNode root)
    {
        if (Child(Child(root, "config") as YamlMappingNode, "program") is not YamlMappingNode fields)
        {
            return [];
        }

        return
        [
            .. fields.Children
                .Where(field => field.Value is YamlMappingNode schema
                    && Boolean(schema, "required") is true
                    && Child(schema, "default") is null)
                .Select(field => field.Key.ToString()),
        ];
    }

    private static IReadOnlyList<string>? Texts(YamlMappingNode? map, string key) => Child(map, key) switch
    {
        YamlSequenceNode list => [.. list.Select(item => item.ToString())],
        _ => null,
    };

    /// <summary>The WASM host read booleans as YAML 1.1 does.</summary>
    private static bool? Boolean(YamlMappingNode map, string key) =>
        (Child(map, key) as YamlScalarNode)?.Value?.ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "ON" or "Y" => true,
            "FALSE" or "NO" or "OFF" or "N" => false,
            _ => null,
        };

    private static YamlNode? Child(YamlMappingNode? map, string key) =>
        map is not null && map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null;
}
