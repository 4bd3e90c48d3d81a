namespace P5.Host.Tests;

/// <summary>
/// Finds the toml-test suite: <c>TOML_TEST_DIR</c>, else <c>../shared/toml-test</c> beside the repository.
/// </summary>
internal static class TomlSuite
{
    public const string SkipReason = "The toml-test suite is neither in TOML_TEST_DIR nor in ../shared/toml-test.";

    public static string? Path { get; } = Find();

    /// <summary>A case for each file; without the suite there is one, which skips, so that its absence shows.</summary>
    public static TheoryData<string> Cases(string folder)
    {
        string[] files = [.. Files(folder)];
        return files.Length == 0 ? new TheoryData<string>(folder) : new TheoryData<string>(files);
    }

    /// <summary>The suite's files of TOML 1.1.0 under a folder; empty where the suite is not there.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Path is null
            ? []
            : File.ReadLines(System.IO.Path.Combine(Path, "files-toml-1.1.0"))
                .Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal)
                    && file.EndsWith(".toml", StringComparison.Ordinal));

    public static byte[] Read(string file) => File.ReadAllBytes(System.IO.Path.Combine(Path!, file));

    private static string? Find()
    {
        string? root = System.Environment.GetEnvironmentVariable("TOML_TEST_DIR");
        if (string.IsNullOrEmpty(root))
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "P5.PowerShell.sln")))
            {
                folder = folder.Parent;
            }

            root = folder?.Parent is null ? null : System.IO.Path.Combine(folder.Parent.FullName, "shared", "toml-test");
            return root is not null && Directory.Exists(root) ? System.IO.Path.Combine(root, "tests") : null;
        }

        // A folder that was named on purpose must be there: a typing error is no reason to skip.
        return Directory.Exists(root)
            ? System.IO.Path.Combine(root, "tests")
            : throw new DirectoryNotFoundException($"TOML_TEST_DIR names no folder: {root}");
    }
}
