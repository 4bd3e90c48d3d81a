using System.Reflection;

namespace P5.Cli.Tests.Support;

/// <summary>The programs that were built with the tests.</summary>
internal static class Programs
{
    internal static string P5Env { get; } = Find("P5Env");

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
