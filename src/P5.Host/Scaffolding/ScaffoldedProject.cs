using System.Text;

namespace P5.Host;

/// <summary>
/// A new plugin's project: the result of <see cref="PluginScaffold.Plan"/>, before or after it is written.
/// </summary>
public sealed class ScaffoldedProject
{
    internal ScaffoldedProject(
        PluginProjectOptions options, string directory, IReadOnlyList<TemplateFile> contents, ConfigurationEntry entry)
    {
        Name = options.Name;
        Language = options.Language;
        Directory = directory;
        Contents = contents;
        Entry = entry;
        ConfigurationFile = options.AddToConfiguration ? entry.File : null;
        string readme = contents.Single(file => file.Path == "README.md").Text;
        BuildCommands = ReadmeCommands.Under("## Build", readme);
        TestCommands = ReadmeCommands.Under("## Test", readme);
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>What it is written in.</summary>
    public PluginLanguage Language { get; }

    /// <summary>Full path of its folder.</summary>
    public string Directory { get; }

    /// <summary>Its files, relative to the folder, with slashes.</summary>
    public IEnumerable<string> Files => Contents.Select(file => file.Path);

    /// <summary>Full path of the p5.toml that the plugin is added to; null if it is added to none.</summary>
    public string? ConfigurationFile { get; }

    /// <summary>The plugin's table in p5.toml, even if it is not added.</summary>
    public string ConfigurationText => Entry.Text;

    /// <summary>What builds it, in its folder: the lines of its README.</summary>
    public IReadOnlyList<string> BuildCommands { get; }

    /// <summary>What runs its tests, in its folder: the lines of its README.</summary>
    public IReadOnlyList<string> TestCommands { get; }

    /// <summary>What may prevent a build, and what to do then; null for nothing.</summary>
    public string? Warning { get; internal init; }

    internal IReadOnlyList<TemplateFile> Contents { get; }

    internal ConfigurationEntry Entry { get; }
}

/// <summary>The options of a new plugin.</summary>
public sealed record PluginProjectOptions
{
    /// <summary>Its name: that of its folder, of its executable and of its table in p5.toml.</summary>
    public required string Name { get; init; }

    /// <summary>What it is written in.</summary>
    public required PluginLanguage Language { get; init; }

    /// <summary>Full path of the folder in which its own folder is created. It must exist.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Whether the plugin is added to the p5.toml that applies to the folder; it is created if there is none.
    /// </summary>
    public bool AddToConfiguration { get; init; }

    /// <summary>
    /// An additional package source for P5.Plugin: the full path of a folder, or a URL. For C# only; null for none.
    /// </summary>
    public string? PackageSource { get; init; }
}

internal static class ProjectFolder
{
    private const UnixFileMode AnyRead = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>
    /// Rejects a path at which no folder can be created, and a folder with anything else than this project: created
    /// again, it gets what it lacks.
    /// </summary>
    /// <param name="directory">Full path of the folder.</param>
    /// <param name="files">The project's files.</param>
    public static void Check(string directory, IReadOnlyList<TemplateFile> files)
    {
        string parent = Path.GetDirectoryName(directory)!;
        if (!Directory.Exists(parent))
        {
            throw ScaffoldError.Refuse($"The folder {parent} does not exist.", "Create it, or name another one.");
        }

        if (File.Exists(directory) || (IsFilled(directory) && !IsUnchanged(directory, files)))
        {
            throw ScaffoldError.Refuse(
                $"{directory} already exists and is not an unchanged project of this kind; nothing was changed.",
                "Choose another name or folder, or move its content.");
        }
    }

    /// <summary>Creates the folder with all its files, or nothing. An existing project gets what it lacks.</summary>
    /// <param name="directory">Full path of the folder; an empty one is replaced.</param>
    /// <param name="files">The files.</param>
    /// <returns>Whether the folder was created.</returns>
    public static bool Write(string directory, IReadOnlyList<TemplateFile> files)
    {
        if (IsFilled(directory))
        {
            Check(directory, files);
            Complete(directory, files);
            return false;
        }

        // In the same folder, because a rename is atomic only within one file system.
        string staging = Path.Combine(
            Path.GetDirectoryName(directory)!, $".{Path.GetFileName(directory)}.{Path.GetRandomFileName()}");
        try
        {
            foreach (TemplateFile file in files)
            {
                WriteFile(Path.Combine(staging, file.Path), file);
            }

            if (Directory.Exists(directory))
            {
                Directory.Delete(directory);
            }

            Directory.Move(staging, directory);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotCreated(directory, exception);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private static bool IsFilled(string directory) =>
        Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any();

    /// <summary>
    /// Whether a folder has files of the project, all as they would be created now. Other files, such as what a build
    /// has written, do not matter.
    /// </summary>
    private static bool IsUnchanged(string directory, IReadOnlyList<TemplateFile> files)
    {
        bool isAnyPresent = false;
        try
        {
            foreach (TemplateFile file in files)
            {
                string? text = ReadText(directory, file);
                if (text is not null && text != file.Text && !file.CanReplace(text))
                {
                    return false;
                }

                isAnyPresent |= text is not null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return isAnyPresent;
    }

    /// <summary>The text of a file, whose line ends git may have changed; null if it does not exist.</summary>
    private static string? ReadText(string directory, TemplateFile file)
    {
        string path = Path.Combine(directory, file.Path);
        return File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
    }

    private static void Complete(string directory, IReadOnlyList<TemplateFile> files)
    {
        try
        {
            foreach (TemplateFile file in files.Where(file => ReadText(directory, file) != file.Text))
            {
                WriteFile(Path.Combine(directory, file.Path), file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotCreated(directory, exception);
        }
    }

    private static P5Exception NotCreated(string directory, Exception cause) => ScaffoldError.Refuse(
        $"{directory} cannot be created: {cause.Message}", "Check that its parent folder can be written to.", cause);

    private static void WriteFile(string path, TemplateFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (file.IsExecutable && !OperatingSystem.IsWindows())
        {
            // Executable for everyone who can read it; the user's umask has been applied.
            UnixFileMode mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode | (UnixFileMode)((int)(mode & AnyRead) >> 2));
        }
    }
}
