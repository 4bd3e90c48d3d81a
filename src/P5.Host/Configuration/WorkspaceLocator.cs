namespace P5.Host;

/// <summary>Finds the workspace that a path belongs to.</summary>
public static class WorkspaceLocator
{
    private static readonly string[] s_fileNames = [.. ProgramReader.FileNames, GlobalReader.FileName];

    /// <summary>The folder with Pulumi.yaml (or Pulumi.yml) or p5.toml that is nearest to a path, upwards.</summary>
    /// <param name="path">A folder, or a file in one. A relative path starts from the process's current folder.</param>
    /// <returns>Full path of the folder.</returns>
    /// <exception cref="P5Exception">There is none (<see cref="ErrorIds.WorkspaceNotFound"/>).</exception>
    public static string Find(string path) =>
        TryFind(path) ?? throw new P5Exception(
            ErrorIds.WorkspaceNotFound,
            $"No workspace found: neither {FullPath(path)} nor a folder above it has a Pulumi.yaml or p5.toml.",
            "Change to the folder of a Pulumi program, or name that folder.");

    /// <summary>The folder with Pulumi.yaml (or Pulumi.yml) or p5.toml that is nearest to a path, upwards.</summary>
    /// <param name="path">A folder, or a file in one. A relative path starts from the process's current folder.</param>
    /// <returns>Full path of the folder, or null if there is none.</returns>
    public static string? TryFind(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        for (string? current = FullPath(path); current is not null; current = Path.GetDirectoryName(current))
        {
            string directory = current;
            if (s_fileNames.Any(name => File.Exists(Path.Combine(directory, name))))
            {
                return directory;
            }
        }

        return null;
    }

    private static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
