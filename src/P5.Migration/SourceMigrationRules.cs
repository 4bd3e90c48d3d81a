using P5.GoPlugin;
using P5.Host;

namespace P5.Migration;

/// <summary>Converts the plugins of p5.toml and Pulumi.yaml: their <c>source</c> becomes <c>cmd</c>.</summary>
/// <param name="document">The file.</param>
/// <param name="options">What is known of the new plugins.</param>
/// <param name="checksEachEdit">As for <see cref="MigrationRules"/>.</param>
internal sealed class SourceMigrationRules(ConfigDocument document, ConversionOptions options, bool checksEachEdit)
    : MigrationRules(document, checksEachEdit)
{
    /// <summary>What comments with old keys begin with.</summary>
    private const string Was = "was: ";

    private readonly string _folder = Path.GetDirectoryName(document.Source.File)!;

    /// <summary>The converted plugins by name. A name is case-sensitive, even if keys are not.</summary>
    private readonly Dictionary<string, Change> _changes = new(StringComparer.Ordinal);

    /// <summary>The keys that became comments, each with its plugin's name.</summary>
    private readonly HashSet<(string Plugin, string Key)> _commentedOut = [];

    /// <inheritdoc/>
    protected override ConfigMap Expected => Document.Values!.Update(
        [.. Document.PluginsPath],
        Document.KeyComparison,
        plugins => plugins with { Entries = [.. plugins.Entries.Select(Expect)] });

    /// <inheritdoc/>
    protected override void Apply()
    {
        foreach ((string name, IReadOnlyDictionary<string, ConfigEntry> keys) in Document.ReadPlugins())
        {
            if (Document.TextOf(name, keys, "source") is { } source)
            {
                Convert(name, keys, source.Trim());
            }

            foreach (ConfigEntry entry in LegacyKeys.Permissions.Select(keys.GetValueOrDefault).OfType<ConfigEntry>())
            {
                CommentOutPermission(name, entry);
            }
        }
    }

    private void Convert(string name, IReadOnlyDictionary<string, ConfigEntry> keys, string old)
    {
        ConfigEntry entry = keys["source"];
        ConfigPosition position = entry.Key.Position;

        // A path can contain a tab.
        if (old.Length == 0 || old.Any(character => char.IsControl(character) && character != '\t'))
        {
            RefuseConversion(
                name, position, $"plugin '{name}'", "its source is blank or has control characters");
            return;
        }

        var source = PluginSource.Parse(old);
        Change change = Decide(name, keys, old, source);
        _changes.Add(name, change);
        if (TryEdit(() => Edit(name, change)) is { } reason)
        {
            _changes.Remove(name);
            if (Document is TomlDocument)
            {
                throw new P5Exception(
                    ErrorIds.ConfigInvalid,
                    Locate(position, $"The plugin '{name}' cannot be converted: {reason}."),
                    "Remove the comments from its braces, or give it a header of its own, such as [plugins.NAME].");
            }

            RefuseConversion(name, position, $"plugin '{name}'", reason);
            return;
        }

        Report(new PluginConversion(name, position.Line, source.Kind, old, change.Command));
        WarnOfManifest(name, keys, source);
        WarnOfCommand(name, keys, change);
    }

    private Change Decide(string name, IReadOnlyDictionary<string, ConfigEntry> keys, string old, PluginSource source)
    {
        string? existing = Document.TextOf(name, keys, "cmd");
        bool keepsCommand = !string.IsNullOrWhiteSpace(existing);
        string? mapped = null;
        bool isMapped = options.CommandMap is { } map
            && (map.TryGetValue(old, out mapped) || map.TryGetValue(name, out mapped));
        return new Change
        {
            Command = keepsCommand ? existing! : mapped ?? source.Command(name, options.BinDirectory),
            HasCommand = existing is not null,
            KeepsCommand = keepsCommand,
            NotesSource = isMapped || source.Kind != PluginSourceKind.Local,
            DropsChecksum = keys.ContainsKey("sha256") && !keepsCommand,
        };
    }

    /// <exception cref="EditRefusedException">A key is not written where it can be edited.</exception>
    private void Edit(string name, Change change)
    {
        if (change.DropsChecksum)
        {
            Editor.CommentOut(Document.FindKey(name, "sha256"), Was);
        }

        if (change.HasCommand)
        {
            // A blank cmd is filled in its place, because a second one would be an error.
            if (!change.KeepsCommand)
            {
                Editor.SetValue(Document.FindKey(name, "cmd"), change.Command);
            }

            Editor.CommentOut(Document.FindKey(name, "source"), Was);
            return;
        }

        KeySpan source = Document.FindKey(name, "source");
        if (change.NotesSource)
        {
            Editor.NoteAbove(source, Was);
        }

        Editor.SetValue(source, change.Command);
        Editor.Rename(source, "cmd");
    }

    /// <summary>Converts what limited a WASM plugin to comments: its author reads there what it needed.</summary>
    private void CommentOutPermission(string plugin, ConfigEntry entry)
    {
        string key = ((ConfigText)entry.Key).Value;
        _commentedOut.Add((plugin, key));
        if (TryEdit(() => CommentOutAll(plugin, key)) is { } reason)
        {
            _commentedOut.Remove((plugin, key));
            WarnOf(plugin, entry, $"'{key}' is no longer enforced; remove it manually: {reason}.");
            return;
        }

        WarnOf(plugin, entry, $"'{key}' is no longer enforced and is now a comment.");
    }

    /// <exception cref="EditRefusedException">The key is not written where it can be edited.</exception>
    private void CommentOutAll(string plugin, string key)
    {
        foreach (KeySpan span in Document.FindAll(plugin, key))
        {
            Editor.CommentOut(span, Was);
        }
    }

    private ConfigEntry Expect(ConfigEntry entry)
    {
        if (ConfigKeys.ToText(entry.Key) is not { } name || entry.Value is not ConfigMap plugin)
        {
            return entry;
        }

        foreach ((_, string key) in _commentedOut.Where(commented => commented.Plugin == name))
        {
            plugin = plugin.Without(key, Document.KeyComparison);
        }

        if (_changes.TryGetValue(name, out Change? change))
        {
            plugin = plugin
                .Without("source", Document.KeyComparison)
                .With("cmd", new ConfigText(entry.Key.Position, change.Command), Document.KeyComparison);
            plugin = change.DropsChecksum ? plugin.Without("sha256", Document.KeyComparison) : plugin;
        }

        return entry with { Value = plugin };
    }

    private void WarnOfManifest(string name, IReadOnlyDictionary<string, ConfigEntry> keys, PluginSource source)
    {
        if (source.Kind != PluginSourceKind.Local)
        {
            return;
        }

        var settings = keys.GetValueOrDefault("config")?.Value as ConfigMap;
        foreach (string sentence in PluginManifest.Report(
            source.Location, _folder, () => WorkspaceSettings.Collect(Document.Source.File, name, settings)))
        {
            WarnOf(name, keys["source"], sentence);
        }
    }

    private void WarnOfCommand(string name, IReadOnlyDictionary<string, ConfigEntry> keys, Change change)
    {
        if (!change.KeepsCommand && MissingExecutable(change.Command) is { } sentence)
        {
            WarnOf(name, keys["source"], sentence);
        }

        if (keys.TryGetValue("sha256", out ConfigEntry? checksum))
        {
            WarnOf(name, checksum, change.KeepsCommand
                ? "check that 'sha256' is the checksum of the native executable."
                : "'sha256' was the checksum of the WASM file and is now a comment; add the executable's.");
        }
    }

    /// <summary>What is to be done before a command can run; null if its executable is there.</summary>
    private string? MissingExecutable(string command)
    {
        if (!command.AsSpan().ContainsAny('/', '\\'))
        {
            return $"the native executable '{command}' must be installed on PATH.";
        }

        return ExecutableFinder.TryFind(UserPath.Resolve(command, _folder), out _, out _)
            ? null
            : $"the native executable '{command}' does not exist yet; build or install it.";
    }

    private void WarnOf(string plugin, ConfigEntry entry, string sentence) =>
        Warn(entry.Key.Position, $"plugin '{plugin}': {sentence}");

    /// <summary>What becomes of one plugin that has a <c>source</c>.</summary>
    private sealed record Change
    {
        /// <summary>Its <c>cmd</c> afterwards.</summary>
        public required string Command { get; init; }

        /// <summary>
        /// Whether it has a <c>cmd</c>. If so, <c>source</c> becomes a comment; if not, it becomes <c>cmd</c>.
        /// </summary>
        public required bool HasCommand { get; init; }

        /// <summary>Whether that <c>cmd</c> is not blank, and unchanged.</summary>
        public required bool KeepsCommand { get; init; }

        /// <summary>Whether a comment above <c>cmd</c> has the old source, which <c>cmd</c> does not show.</summary>
        public required bool NotesSource { get; init; }

        /// <summary>Whether <c>sha256</c> becomes a comment, because it was that of the WASM file.</summary>
        public required bool DropsChecksum { get; init; }
    }
}
