using P5.Host.Migration.Manifests;
using P5.Host.Migration.Sources;

namespace P5.Host.Migration.Plugins;

/// <summary>Decides what becomes of the plugins of one file.</summary>
/// <param name="source">The file.</param>
/// <param name="reader">Reads its plugins.</param>
/// <param name="options">What is known of the new plugins.</param>
/// <param name="workspace">What the other files of the workspace say.</param>
internal sealed class PluginPlanner(
    ConfigFileText source, OldPluginReader reader, ConversionOptions options, WorkspaceSettings workspace)
{
    /// <summary>Note before what becomes a comment.</summary>
    public const string Was = "was: ";

    /// <summary>Keys of the WASM era that restricted a plugin and mean nothing now.</summary>
    private readonly string _folder = Path.GetDirectoryName(source.File)!;

    /// <summary>The plan for a plugin, or null if it has no <c>source</c>.</summary>
    /// <exception cref="P5Exception">Its keys cannot be understood.</exception>
    public PluginPlan? Plan(OldPlugin plugin)
    {
        if (reader.TextOf(plugin, "source") is not { } old)
        {
            return null;
        }

        ConfigPosition position = plugin.Keys["source"].Key.Position;
        if (string.IsNullOrWhiteSpace(old) || old.Any(char.IsControl))
        {
            throw source.Error(
                position, reader.KeyOf(plugin, "source"), "The source names nothing; remove it.");
        }

        ConvertedCommand converted = CommandRule.Apply(plugin.Name, old, options);
        string? existing = reader.TextOf(plugin, "cmd");
        bool keepsCommand = existing is { Length: > 0 };
        string command = keepsCommand ? existing! : converted.Command;
        bool hasChecksum = plugin.Keys.ContainsKey("sha256");
        return new PluginPlan(
            plugin,
            new PluginConversion(plugin.Name, position.Line, converted.Source.Kind, old, command),
            position)
        {
            Command = command,
            HasCommand = existing is not null,
            KeepsCommand = keepsCommand,
            NotesSource = existing is null && !converted.FollowsFromSource,
            DropsChecksum = hasChecksum && !keepsCommand,
            Warnings =
            [
                .. ManifestSentences(plugin, converted.Source).Select(sentence => Sentence(plugin, position, sentence)),
                .. CommandSentences(plugin, position, command, keepsCommand),
            ],
        };
    }

    /// <summary>Warnings of what a plugin has that nothing enforces any more, with or without a source.</summary>
    public static IEnumerable<string> DeadKeys(OldPlugin plugin) => LegacyKeys.Permissions
        .Select(key => plugin.Keys.GetValueOrDefault(key))
        .OfType<ConfigEntry>()
        .Select(entry => Sentence(
            plugin, entry.Key.Position, $"'{((ConfigText)entry.Key).Value}' is no longer enforced and can be removed."));

    /// <summary>A warning about a plugin, with its place.</summary>
    public static string Sentence(OldPlugin plugin, ConfigPosition position, string sentence) =>
        MigrationError.Locate(position, $"plugin '{plugin.Name}': {sentence}");

    private IEnumerable<string> ManifestSentences(OldPlugin plugin, PluginSource source) =>
        source.Kind == PluginSourceKind.Local && ManifestReader.Find(source.Location, _folder) is { } manifest
            ? ManifestReport.Create(manifest, () => workspace.Of(plugin))
            : [];

    private IEnumerable<string> CommandSentences(
        OldPlugin plugin, ConfigPosition position, string command, bool keepsCommand)
    {
        if (!keepsCommand && ExecutableCheck.Describe(command, _folder) is { } task)
        {
            yield return Sentence(plugin, position, task);
        }

        if (plugin.Keys.TryGetValue("sha256", out ConfigEntry? checksum))
        {
            yield return Sentence(plugin, checksum.Key.Position, keepsCommand
                ? "make sure that 'sha256' is that of the native executable."
                : "'sha256' was that of the WASM file and became a comment; add that of the executable.");
        }
    }
}
