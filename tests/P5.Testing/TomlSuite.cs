namespace P5.Testing;

/// <summary>The toml-test suite. It is not in the repository.</summary>
public static class TomlSuite
{
    public const string SkipReason = "The toml-test suite is neither in TOML_TEST_DIR nor in ../shared/toml-test.";

    private static readonly string? s_folder = Repository.FindShared("toml-test", "TOML_TEST_DIR") is { } found
        ? Path.Combine(found, "tests")
        : null;

    public static bool IsMissing => s_folder is null;

    /// <summary>A case for each file; without the suite there is one, which skips, so that its absence shows.</summary>
    public static IEnumerable<string> Cases(string folder) => IsMissing ? [folder] : Files(folder);

    /// <summary>The suite's files of TOML 1.1.0 in a folder; none without the suite.</summary>
    public static IEnumerable<string> Files(string folder) => s_folder is null
        ? []
        : File.ReadLines(Path.Combine(s_folder, "files-toml-1.1.0"))
            .Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal)
                && file.EndsWith(".toml", StringComparison.Ordinal));

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(s_folder!, file));
}
