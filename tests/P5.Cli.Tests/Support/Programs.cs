using System.Reflection;

namespace P5.Cli.Tests;

/// <summary>The programs that the tests run, built with them.</summary>
internal static class Programs
{
    /// <summary>By the variable, one that was published: it is trimmed, and compiled in another way.</summary>
    internal static string P5Env { get; } =
        Environment.GetEnvironmentVariable("P5_TEST_P5ENV") is { Length: > 0 } given ? given : Find("P5Env");

    internal static string DevEnv { get; } = Find("DevEnv");

    internal static string Faulty { get; } = Find("Faulty");

    internal static string Recorder { get; } = Find("Recorder");

    private static string Find(string name)
    {
        string path = typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == name).Value!;
        return Path.GetFullPath(path + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }
}
