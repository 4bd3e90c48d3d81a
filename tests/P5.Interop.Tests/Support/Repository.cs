using System.Reflection;

namespace P5.Interop.Tests;

/// <summary>The files that the tests run beside their own.</summary>
internal static class Repository
{
    private static readonly string s_root = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The full path of a file or folder.</summary>
    public static string PathOf(string relative) => Path.GetFullPath(Path.Combine(s_root, relative));

    /// <summary>The full path of a program that a compiler made.</summary>
    public static string ProgramAt(string relative) => PathOf(relative + (OperatingSystem.IsWindows() ? ".exe" : ""));
}
