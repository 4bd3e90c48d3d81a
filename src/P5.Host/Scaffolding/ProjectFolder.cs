using System.Text;

namespace P5.Host;

/// <summary>A project's folder on disk.</summary>
internal static class ProjectFolder
{
    private const UnixFileMode AnyRead = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Refuses a folder that has something in it, and a place where no folder can be made.</summary>
    /// <param name="directory">Full path of the folder.</param>
    public static void Check(string directory)
    {
        string parent = Path.GetDirectoryName(directory)!;
        if (!Directory.Exists(parent))
        {
            throw ScaffoldError.Refuse($"The folder {parent} does not exist.", "Make it, or name another one.");
        }

        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw ScaffoldError.Refuse(
                $"{directory} is there already and not empty; nothing in it was changed.",
                "Choose another name or folder, or move what is there.");
        }
    }

    /// <summary>Makes the folder with all its files, or nothing.</summary>
    /// <param name="directory">Full path of the folder; an empty one is replaced.</param>
    /// <param name="files">The files.</param>
    public static void Write(string directory, IReadOnlyList<TemplateFile> files)
    {
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
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ScaffoldError.Refuse(
                $"{directory} cannot be made: {exception.Message}",
                "Check that the folder around it can be written to.",
                exception);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private static void WriteFile(string path, TemplateFile file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (file.IsExecutable && !OperatingSystem.IsWindows())
        {
            // Whoever may read it may execute it: the user's umask has the last word.
            UnixFileMode mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode | (UnixFileMode)((int)(mode & AnyRead) >> 2));
        }
    }
}
