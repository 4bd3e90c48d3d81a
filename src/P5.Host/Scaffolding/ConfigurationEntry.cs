namespace P5.Host;

/// <summary>A new plugin's table, and the p5.toml to add it to.</summary>
internal sealed class ConfigurationEntry
{
    private readonly string _directory;
    private readonly string _name;
    private readonly string _command;
    private byte[] _original = [];
    private string? _edited;

    private ConfigurationEntry(string file, string directory, string name, string command)
    {
        File = file;
        _directory = directory;
        _name = name;
        _command = command;
        Text = $"[plugins.{TomlText.QuoteKey(name)}]\ncmd = {TomlText.Quote(command)}\n";
    }

    /// <summary>Full path of the p5.toml, which need not exist.</summary>
    public string File { get; }

    /// <summary>The table.</summary>
    public string Text { get; }

    /// <summary>The p5.toml that applies to a folder; if there is none, the one to create.</summary>
    /// <param name="directory">Full path of the folder.</param>
    public static string Locate(string directory)
    {
        string? workspace = WorkspaceLocator.TryFind(directory);
        return (workspace is null ? null : GlobalReader.Find(workspace))
            ?? Path.Combine(
                GlobalReader.FindGitRoot(workspace ?? directory) ?? workspace ?? directory, GlobalReader.FileName);
    }

    /// <summary>Formats the table.</summary>
    /// <param name="file">Full path of the p5.toml.</param>
    /// <param name="directory">Full path of the folder that it must apply to.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="command">Its executable, from the folder of p5.toml.</param>
    public static ConfigurationEntry Create(string file, string directory, string name, string command) =>
        new(file, directory, name, command);

    /// <summary>
    /// Works out the file with the table; if it has the table already, it does not change. Nothing on disk changes.
    /// </summary>
    /// <exception cref="P5Exception">
    /// The configuration is invalid, has another plugin of the name, or cannot take the table.
    /// </exception>
    public void Prepare()
    {
        if (WorkspaceLocator.TryFind(_directory) is { } workspace && FindConfigured(workspace) is { } configured)
        {
            if (configured.Name != _name || configured.Command != _command || configured.CommandFile != File)
            {
                throw ScaffoldError.Refuse(
                    $"A plugin '{configured.Name}' is already configured in {configured.CommandFile}.",
                    "Choose another name, or create the project without -AddToConfig.");
            }

            return;
        }

        if (!Path.Exists(File))
        {
            RefuseHiding();
            _edited = Text;
            return;
        }

        _original = ConfigFileText.ReadBytes(ConfigurationStage.Global, File);
        var source = ConfigFileText.Decode(ConfigurationStage.Global, File, _original);
        Reader(source).ReadStrict();
        string edited = Append(source.Text);
        ConfigFileText changed = source.WithText(edited);
        if (Reader(changed).Read() is null)
        {
            throw ScaffoldError.Refuse(
                $"{File} cannot take the plugin's table: {changed.Diagnostics.All[0].Message}",
                "Add it manually, or give each plugin of that file its own table:",
                actionLines: $"\n{Text}");
        }

        _edited = _original.AsSpan().StartsWith("\uFEFF"u8) ? "\uFEFF" + edited : edited;
    }

    /// <summary>Writes the file that was worked out, in one step, unless it does not change.</summary>
    /// <exception cref="P5Exception">It changed since, or cannot be written.</exception>
    public void Write()
    {
        if (_edited is not null)
        {
            AtomicFile.Edit(File, _edited, _original, keepBackup: false);
        }
    }

    private static TomlReader Reader(ConfigFileText source) => new(source, new ConfigurationLoaderOptions());

    /// <summary>A text with the table at its end, a blank line below the existing text.</summary>
    private string Append(string text)
    {
        string lineEnd = text.LineEnding();
        string table = Text.Replace("\n", lineEnd, StringComparison.Ordinal);
        return text switch
        {
            "" => table,
            [.., '\n'] => text + lineEnd + table,
            _ => text + lineEnd + lineEnd + table,
        };
    }

    /// <summary>Of a repository's files, only the p5.toml at its root is read.</summary>
    private void RefuseHiding()
    {
        string root = Path.GetDirectoryName(File)!;
        if (GlobalReader.FindGitRoot(root) != root)
        {
            return;
        }

        // Without hidden folders, .git among them, and links, which may lead round in circles.
        var everywhere = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        string? hidden = Directory.EnumerateFiles(root, GlobalReader.FileName, everywhere)
            .FirstOrDefault(file => GlobalReader.FindGitRoot(Path.GetDirectoryName(file)!) == root);
        if (hidden is not null)
        {
            throw ScaffoldError.Refuse(
                $"Creating {File} would hide {hidden}: P5 reads only the p5.toml at the root of a repository.",
                "Move that file's tables to the root first, or create the project without -AddToConfig, and add its "
                    + "table manually.");
        }
    }

    private PluginConfiguration? FindConfigured(string workspace) =>
        ConfigurationLoader.Load(workspace, stackName: null).Plugins.Values
            .FirstOrDefault(plugin => plugin.Name.Equals(_name, StringComparison.OrdinalIgnoreCase));
}
