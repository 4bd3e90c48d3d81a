using P5.Host;

namespace P5.Migration;

/// <summary>
/// Converts configuration of WASM plugins. In p5.toml and Pulumi.yaml, a plugin's <c>source</c> becomes a <c>cmd</c>;
/// in stack files, the keys <c>p5:plugins:NAME</c> become entries of <c>p5:plugins</c>.
/// </summary>
public static class ConfigConverter
{
    /// <summary>Converts a file. Nothing on disk changes.</summary>
    /// <param name="path">The file; a relative path starts from the process's folder.</param>
    /// <param name="options">What is known of the new plugins.</param>
    /// <returns>The conversion. For a file that is already converted, it has no changes.</returns>
    /// <exception cref="ArgumentException">The command map has an empty command.</exception>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ConfigInvalid"/>: the file cannot be read, is not valid or of a kind that is not converted.
    /// </exception>
    public static ConfigConversion Convert(string path, ConversionOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        if (options.CommandMap?.Values.Any(string.IsNullOrWhiteSpace) is true)
        {
            throw new ArgumentException("Every plugin in the command map needs a command.", nameof(options));
        }

        string fullPath = Path.GetFullPath(path);
        ConfigurationStage stage = ConfigFiles.StageOf(fullPath) ?? throw new P5Exception(
            ErrorIds.ConfigInvalid,
            $"{fullPath}: Only TOML files, Pulumi.yaml and Pulumi.<stack>.yaml are converted.",
            "Give the path of such a file, or of a folder with one.");
        byte[] bytes = ConfigFileText.ReadBytes(stage, fullPath);
        ConfigDocument document = ConfigDocument.Read(stage, fullPath, bytes);

        // One check is enough unless it fails. Then the edits are repeated one by one, to find the plugin at fault.
        string diffPath = RelativePath(options.DiffDirectory, fullPath) ?? Path.GetFileName(fullPath);
        return Rules(checksEachEdit: false).TryConvert(bytes, diffPath)
            ?? Rules(checksEachEdit: true).TryConvert(bytes, diffPath)!;

        MigrationRules Rules(bool checksEachEdit) => stage == ConfigurationStage.Stack
            ? new StackMigrationRules((YamlDocument)document, checksEachEdit)
            : new SourceMigrationRules(document, options, checksEachEdit);
    }

    /// <summary>
    /// Writes a conversion, atomically. The original is saved next to the new one with <c>.bak</c> appended to its
    /// name, in the place of an older backup. A link is followed and stays a link; unix permissions stay. If nothing
    /// changed, nothing is written, unless to another path.
    /// </summary>
    /// <param name="conversion">The conversion.</param>
    /// <param name="destinationPath">Where to write; null means in place of the file that was read.</param>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ConfigInvalid"/>: the file changed since it was read, is read-only, or cannot be written.
    /// </exception>
    public static void Write(ConfigConversion conversion, string? destinationPath = null)
    {
        ArgumentNullException.ThrowIfNull(conversion);
        string target = destinationPath is null ? conversion.Path : Path.GetFullPath(destinationPath);
        bool inPlace = target == conversion.Path;
        if (!inPlace || conversion.Changed)
        {
            AtomicFile.Edit(target, conversion.Text, inPlace ? conversion.Original : null, keepBackup: true);
        }
    }

    /// <summary>A file's path from a folder, with slashes; null if it is not below the folder.</summary>
    private static string? RelativePath(string? folder, string file) =>
        folder is not null && UserPath.IsInside(file, folder)
            ? Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')
            : null;
}
