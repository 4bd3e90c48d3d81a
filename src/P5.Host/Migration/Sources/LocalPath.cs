namespace P5.Host.Migration.Sources;

/// <summary>Resolves the paths of a configuration file.</summary>
internal static class LocalPath
{
    /// <param name="path">Absolute, relative, or below <c>~</c>.</param>
    /// <param name="configFolder">Where relative paths begin.</param>
    public static string Resolve(string path, string configFolder) =>
        path is "~" or ['~', '/' or '\\', ..]
            ? Path.Join(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), path[1..])
            : Path.GetFullPath(path, configFolder);
}
