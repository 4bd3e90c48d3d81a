using System.Reflection;

namespace P5.PowerShell.Tests;

/// <summary>Where the build put what these tests look at or start.</summary>
internal static class BuiltFiles
{
    internal static string ModuleDirectory { get; } = Find("ModuleDirectory");

    internal static string ModuleAssembly { get; } = Path.Join(ModuleDirectory, "P5.PowerShell.dll");

    internal static string ModuleManifest { get; } = Path.Join(ModuleDirectory, "P5.psd1");

    internal static string PesterDirectory { get; } = Find("PesterDirectory");

    internal static string FaultyPlugin { get; } = Find("FaultyPlugin") + (OperatingSystem.IsWindows() ? ".exe" : "");

    private static string Find(string key) => Path.GetFullPath(
        typeof(BuiltFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!);
}
