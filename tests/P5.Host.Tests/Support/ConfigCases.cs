namespace P5.Host.Tests;

/// <summary>The golden cases of configuration. They are not in the repository.</summary>
internal static class ConfigCases
{
    /// <summary>The full path of the cases, or null.</summary>
    public static string? Folder { get; } = Repository.FindShared("config-cases", "CONFIG_CASES_DIR");

    public const string SkipReason =
        "The config cases are neither in CONFIG_CASES_DIR nor in ../shared/config-cases beside the repository.";

    public static IEnumerable<string> Names() => Folder is null
        ? []
        : Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>
    /// Copies a case's input, as the README of the cases says: each <c>dot-git</c> becomes <c>.git</c>.
    /// </summary>
    public static void CopyInput(string name, TemporaryFolder target)
    {
        string input = Path.Combine(Folder!, name, "input");
        foreach (string file in Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories))
        {
            IEnumerable<string> segments = Path.GetRelativePath(input, file)
                .Split(Path.DirectorySeparatorChar)
                .Select(segment => segment == "dot-git" ? ".git" : segment);
            target.Write(Path.Combine([.. segments]), File.ReadAllBytes(file));
        }
    }
}
