namespace P5.Testing;

/// <summary>The repository that the tests were built from. Paths in it are given with slashes, from its root.</summary>
public static class Repository
{
    private static readonly string s_buildOutput = BuildMetadata.Get(typeof(Repository), "BuildOutput");

    public static string Root { get; } = Path.GetFullPath(BuildMetadata.Get(typeof(Repository), "RepositoryRoot"));

    /// <summary>The full path of a file or folder.</summary>
    public static string PathOf(string relative) => Path.GetFullPath(relative, Root);

    /// <summary>The full path of a program, without the extension that it has on Windows.</summary>
    public static string ProgramAt(string relative) => PathOf(relative + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>The full path of a program that a project of the repository builds.</summary>
    public static string ProgramOf(string project, string name) => ProgramAt($"{project}/{s_buildOutput}/{name}");

    /// <summary>
    /// Finds data that is not in the repository: the folder that the variable names, else the one in <c>../shared</c>
    /// beside the repository, else null.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">
    /// The variable names a folder that does not exist. A typing error is not a reason to skip tests.
    /// </exception>
    public static string? FindShared(string name, string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            return Directory.Exists(given)
                ? Path.GetFullPath(given)
                : throw new DirectoryNotFoundException($"{variable} names a folder that does not exist: {given}");
        }

        string beside = PathOf($"../shared/{name}");
        return Directory.Exists(beside) ? beside : null;
    }
}
