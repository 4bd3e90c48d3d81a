using P5.Host.Migration.Toml;
using P5.Host.Migration.Writing;

namespace P5.Host.Migration;

/// <summary>
/// Turns configuration of the WASM era, where a plugin had a <c>source</c>, into today's, where it has a <c>cmd</c>.
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
        return Path.GetExtension(fullPath).Equals(".toml", StringComparison.OrdinalIgnoreCase)
            ? TomlConverter.Convert(fullPath, ReadFile(fullPath), options)
            : throw MigrationError.InFile(
                fullPath,
                "Only TOML files are converted by this version.",
                "Give the path of a p5.toml.");
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
            FileReplacement.Write(target, conversion.Text, inPlace ? conversion.Original : null);
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw MigrationError.Unreadable(path, exception);
        }
    }
}
