using P5.Host.Migration.Manifests;
using P5.Host.Migration.Sources;
using P5.Toml;

namespace P5.Host.Migration.Toml;

/// <summary>Converts the plugins of one file, one after the other.</summary>
internal sealed class TomlPluginConverter(string path, ConversionOptions options)
{
    private const string Was = "was: ";

    /// <summary>Keys of the WASM era that restricted a plugin and mean nothing now.</summary>
    private static readonly string[] s_deadKeys = ["allowed_hosts", "allowed_paths", "manifest", "permissions"];

    private readonly string _folder = Path.GetDirectoryName(path)!;
    private readonly List<PluginConversion> _conversions = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<PluginConversion> Conversions => _conversions;

    public IReadOnlyList<string> Warnings => _warnings;

    public void Convert(PluginEntry plugin)
    {
        if (FindText(plugin, "source") is { } source)
        {
            ConvertSource(plugin, source);
        }

        foreach (string key in s_deadKeys)
        {
            if (plugin.Positions.TryGetValue(key, out TextPosition position))
            {
                Warn(plugin, position, $"'{key}' is no longer enforced and can be removed.");
            }
        }
    }

    private void ConvertSource(PluginEntry plugin, (KeyValueSyntax Key, string Text) old)
    {
        KeyValueSyntax source = old.Key;
        TextPosition position = source.Position;
        if (string.IsNullOrWhiteSpace(old.Text) || old.Text.Any(char.IsControl))
        {
            throw MigrationError.At(
                path,
                position,
                $"plugins.{plugin.Name}.source",
                "The source names nothing; remove it.");
        }

        ConvertedCommand converted = CommandRule.Apply(plugin.Name, old.Text, options);
        ReportManifest(plugin, position, converted.Source);
        (KeyValueSyntax Key, string Text)? existing = FindText(plugin, "cmd");
        bool keepsCommand = existing is { Text.Length: > 0 };
        string command = keepsCommand ? existing!.Value.Text : converted.Command;
        _conversions.Add(new PluginConversion(
            plugin.Name,
            position.Line,
            converted.Source.Kind,
            old.Text,
            command));
        if (!keepsCommand && ExecutableCheck.Describe(command, _folder) is { } task)
        {
            Warn(plugin, position, task);
        }

        ConvertChecksum(plugin, keepsCommand);
        if (existing is { } cmd)
        {
            // An empty cmd counts as none; it is filled where it stands, because a second one would be an error.
            if (!keepsCommand)
            {
                cmd.Key.SetValue(command);
            }

            source.CommentOut(Was);
            return;
        }

        if (!converted.FollowsFromSource)
        {
            source.InsertCommentAbove(Was + source.ContentText());
        }

        source.Key.Rename("cmd");
        source.SetValue(command);
    }

    private void ConvertChecksum(PluginEntry plugin, bool keepsCommand)
    {
        if (!plugin.Keys.TryGetValue("sha256", out KeyValueSyntax? checksum))
        {
            return;
        }

        if (keepsCommand)
        {
            Warn(plugin, checksum.Position, "make sure that 'sha256' is that of the native executable.");
            return;
        }

        Warn(
            plugin,
            checksum.Position,
            "'sha256' was that of the WASM file and became a comment; add that of the executable.");
        checksum.CommentOut(Was);
    }

    private void ReportManifest(PluginEntry plugin, TextPosition position, PluginSource source)
    {
        if (source.Kind == PluginSourceKind.Local && ManifestReader.Find(source.Location, _folder) is { } manifest)
        {
            foreach (string sentence in ManifestReport.Create(manifest, plugin.Settings))
            {
                Warn(plugin, position, sentence);
            }
        }
    }

    private (KeyValueSyntax Key, string Text)? FindText(PluginEntry plugin, string name)
    {
        if (!plugin.Positions.TryGetValue(name, out TextPosition position))
        {
            return null;
        }

        return plugin.Keys.TryGetValue(name, out KeyValueSyntax? key)
            && key.Value is ScalarSyntax { Value: TomlString text }
            ? (key, text.Value)
            : throw MigrationError.At(
                path,
                position,
                $"plugins.{plugin.Name}.{name}",
                $"'{name}' of the plugin '{plugin.Name}' must be a string.");
    }

    private void Warn(PluginEntry plugin, TextPosition position, string sentence) =>
        _warnings.Add(MigrationError.Locate(path, position, $"plugin '{plugin.Name}': {sentence}"));
}
