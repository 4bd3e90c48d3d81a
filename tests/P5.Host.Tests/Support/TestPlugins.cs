using System.Reflection;

namespace P5.Host.Tests;

/// <summary>The executables that the tests start.</summary>
internal static class TestPlugins
{
    public static string Recorder { get; } = Find("RecorderPlugin");

    public static string Faulty { get; } = Find("FaultyPlugin");

    private static string Find(string key) => Path.GetFullPath(
        typeof(TestPlugins).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value! + (OperatingSystem.IsWindows() ? ".exe" : ""));
}
