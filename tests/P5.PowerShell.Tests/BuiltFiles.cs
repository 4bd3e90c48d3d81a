using System.Reflection;

namespace P5.PowerShell.Tests;

/// <summary>Where the build put what these tests look at or start.</summary>
internal static class BuiltFiles
{
    internal static string Repository { get; } = Path.GetFullPath(Find("Repository"));

    /// <summary>Whether the build left this machine's folders out of what it made.</summary>
    internal static bool IsForPublishing { get; } = Find("IsForPublishing") == "true";

    internal static string ModuleDirectory { get; } = Path.GetFullPath(Find("ModuleDirectory"));

    internal static string ModuleAssembly { get; } = Path.Join(ModuleDirectory, "P5.PowerShell.dll");

    internal static string ModuleManifest { get; } = Path.Join(ModuleDirectory, "P5.psd1");

    internal static string PesterDirectory { get; } = Path.GetFullPath(Find("PesterDirectory"));

    /// <summary>The manifest of the Pester that the build has got.</summary>
    internal static string Pester { get; } = Find("Pester");

    /// <summary>Debug or Release.</summary>
    internal static string Configuration { get; } = Find("Configuration");

    /// <summary>The system that built, as .NET names it.</summary>
    internal static string RuntimeIdentifier { get; } = Find("RuntimeIdentifier");

    private static string Find(string key) => typeof(BuiltFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
