namespace P5.Host.Tests;

/// <summary>Finds the golden cases and lays one of them out as its README says.</summary>
internal static class ConfigCases
{
    /// <summary>Full path of the cases, or null.</summary>
    public static string? Directory { get; } = FindDirectory();

    /// <summary>Why there are no cases.</summary>
    public const string Missing =
        "The config cases are neither in CONFIG_CASES_DIR nor in ../shared/config-cases beside the repository.";

    public static IEnumerable<string> Names() => Directory is null
        ? []
        : System.IO.Directory.EnumerateDirectories(Directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>Copies a case's input; each <c>dot-git</c> becomes <c>.git</c>.</summary>
    public static void CopyInput(string name, TemporaryWorkspace target)
    {
        string input = Path.Combine(Directory!, name, "input");
        foreach (string file in System.IO.Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories))
        {
            IEnumerable<string> segments = Path.GetRelativePath(input, file)
                .Split(Path.DirectorySeparatorChar)
                .Select(segment => segment == "dot-git" ? ".git" : segment);
            target.Write(Path.Combine([.. segments]), File.ReadAllBytes(file));
        }
    }

    private static string? FindDirectory()
    {
        if (System.Environment.GetEnvironmentVariable("CONFIG_CASES_DIR") is { Length: > 0 } given)
        {
            return System.IO.Directory.Exists(given)
                ? Path.GetFullPath(given)
                : throw new DirectoryNotFoundException($"CONFIG_CASES_DIR names no folder: {given}");
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "P5.PowerShell.sln")))
            {
                string beside = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "config-cases"));
                return System.IO.Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
