using P5.Host;

namespace P5.Migration;

/// <summary>Finds configuration files.</summary>
public static class ConfigFiles
{
    private const string ProgramPrefix = "Pulumi.";

    private static readonly string[] s_yamlEndings = [".yaml", ".yml"];

    // As the file system compares them when configuration is looked up by these names.
    private static readonly StringComparison s_comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>
    /// The files of a path: itself, or the p5.toml, Pulumi.yaml and stack files of a folder. They come as
    /// they are found, each folder's before those of the folders in it, by name. <c>.git</c>, <c>node_modules</c>,
    /// <c>bin</c>, <c>obj</c> and links to folders are ignored. The folder that <c>stackConfigDir</c> in Pulumi.yaml
    /// names is part of that of Pulumi.yaml.
    /// </summary>
    /// <param name="path">Full path of a file or a folder. Whether the file is there is not checked.</param>
    /// <param name="recurse">Whether to look in the folders below a folder too.</param>
    /// <param name="onError">
    /// Takes the failure of a folder that cannot be read, without which the search continues
    /// (<see cref="ErrorIds.ConfigInvalid"/>), or of a folder without such files
    /// (<see cref="ErrorIds.WorkspaceNotFound"/>).
    /// </param>
    /// <returns>Full paths.</returns>
    public static IEnumerable<string> Find(string path, bool recurse, Action<P5Exception> onError)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(onError);
        return Directory.Exists(path) ? FindIn(path, recurse, onError) : [path];
    }

    /// <summary>
    /// The folder in which the differences of a path's files are applied: the current one if the path is in it, else
    /// the path itself or, for a file, its folder.
    /// </summary>
    /// <param name="path">Full path of a file or a folder.</param>
    /// <param name="currentDirectory">Full path of the current folder.</param>
    public static string DiffDirectoryOf(string path, string currentDirectory)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path) ?? path;
        return UserPath.IsInside(folder, currentDirectory) ? currentDirectory : folder;
    }

    /// <summary>What a file is, by its name; any TOML file is read as p5.toml. Null for another kind of file.</summary>
    internal static ConfigurationStage? StageOf(string path) =>
        Path.GetExtension(path).Equals(".toml", StringComparison.OrdinalIgnoreCase)
            ? ConfigurationStage.Global
            : PulumiStageOf(Path.GetFileName(path));

    private static bool IsLookedUp(string fileName) =>
        fileName.Equals(GlobalReader.FileName, s_comparison) || PulumiStageOf(fileName) is not null;

    private static ConfigurationStage? PulumiStageOf(string fileName)
    {
        // WASM plugins could not be configured in JSON.
        if (!s_yamlEndings.Any(ending => fileName.EndsWith(ending, s_comparison)))
        {
            return null;
        }

        if (ProgramReader.FileNames.Any(name => fileName.Equals(name, s_comparison)))
        {
            return ConfigurationStage.Program;
        }

        return fileName.StartsWith(ProgramPrefix, s_comparison)
            && Path.GetFileNameWithoutExtension(fileName).Length > ProgramPrefix.Length
            ? ConfigurationStage.Stack
            : null;
    }

    private static IEnumerable<string> FindIn(string folder, bool recurse, Action<P5Exception> onError)
    {
        bool isDone = false;
        void Report(P5Exception exception)
        {
            isDone = true;
            onError(exception);
        }

        foreach (string file in Walk(folder, recurse, Report).Distinct())
        {
            isDone = true;
            yield return file;
        }

        if (!isDone)
        {
            string place = recurse ? "it and the folders below it have" : "it has";
            onError(new P5Exception(
                ErrorIds.WorkspaceNotFound,
                $"There is nothing to convert in {folder}: {place} no p5.toml, Pulumi.yaml or Pulumi.<stack>.yaml.",
                "Give the path of a folder with one of these files, or include its subfolders."));
        }
    }

    private static IEnumerable<string> Walk(string folder, bool recurse, Action<P5Exception> onError)
    {
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out string? current))
        {
            FileSystemInfo[] items = Read(current, onError);
            foreach (FileInfo file in items.OfType<FileInfo>().Where(file => IsLookedUp(file.Name)))
            {
                yield return file.FullName;
            }

            foreach (string file in StackFilesElsewhere(current, onError))
            {
                yield return file;
            }

            // Backwards, because the last one pushed is the next one read.
            foreach (DirectoryInfo inner in items.OfType<DirectoryInfo>().Reverse().Where(_ => recurse))
            {
                if (!WorkspaceSearch.IsPassedOver(inner.Name) && !IsLink(inner))
                {
                    // .NET leaves FullName empty if the path is longer than the system allows.
                    folders.Push(Path.Join(current, inner.Name));
                }
            }
        }
    }

    private static IEnumerable<string> StackFilesElsewhere(string workspace, Action<P5Exception> onError)
    {
        string folder = StackFiles.Of(workspace).Folder;
        return folder == Path.TrimEndingDirectorySeparator(workspace) || !Directory.Exists(folder)
            ? []
            : Read(folder, onError).OfType<FileInfo>()
                .Where(file => PulumiStageOf(file.Name) == ConfigurationStage.Stack)
                .Select(file => file.FullName);
    }

    /// <summary>Whether it is a link. What cannot be reached has all attributes; reading it is the error.</summary>
    private static bool IsLink(DirectoryInfo folder) =>
        folder.Exists && folder.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static FileSystemInfo[] Read(string folder, Action<P5Exception> onError)
    {
        try
        {
            FileSystemInfo[] items = ConfigFolder.Read(folder, path => new DirectoryInfo(path).GetFileSystemInfos());
            Array.Sort(items, (one, other) => string.CompareOrdinal(one.Name, other.Name));
            return items;
        }
        catch (ConfigurationException exception)
        {
            onError(exception);
            return [];
        }
    }
}
