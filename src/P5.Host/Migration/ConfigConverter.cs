using P5.Host.Migration.Files;
using P5.Host.Migration.Toml;
using P5.Host.Migration.Writing;
using P5.Host.Migration.Yaml;

namespace P5.Host.Migration;

/// <summary>
/// Turns configuration of the WASM era into today's: in p5.toml and Pulumi.yaml, where a plugin had a <c>source</c>, it
/// gets a <c>cmd</c>; in stack files the keys <c>p5:plugins:NAME</c> become entries of <c>p5:plugins</c>.
/// </summary>
public static class ConfigConverter
{
    /// <summary>Works out what a file becomes. Nothing on disk changes.</summary>
    /// <param name="path">The file; a relative path counts from the process's folder.</param>
    /// <param name="options">What is known of the new plugins.</param>
    /// <returns>The conversion; a converted file's says that nothing changes.</returns>
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
        ConfigurationStage stage = ConfigFileNames.StageOf(fullPath) ?? throw MigrationError.InFile(
            fullPath,
            "Only TOML files, Pulumi.yaml and Pulumi.<stack>.yaml are converted.",
            "Give the path of such a file, or of a folder with one.");
        byte[] bytes = ConfigFileText.ReadBytes(stage, fullPath);
        return stage switch
        {
            ConfigurationStage.Global => TomlConverter.Convert(fullPath, bytes, options),
            ConfigurationStage.Program => ProgramConverter.Convert(fullPath, bytes, options),
            _ => StackConverter.Convert(fullPath, bytes),
        };
    }

    /// <summary>
    /// Writes a conversion, atomically. The file that is replaced stays beside the new one with <c>.bak</c> behind its
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
            FileReplacement.Write(target, conversion.Text, inPlace ? conversion.Original : null, keepBackup: true);
        }
    }
}
