namespace P5.PowerShell.Tests;

/// <summary>What the build made, and how.</summary>
internal static class BuiltFiles
{
    /// <summary>Whether the build left the folders of this machine out of what it made.</summary>
    internal static bool IsForPublishing { get; } = Get("IsForPublishing") == "true";

    internal static string ModuleDirectory { get; } = Path.GetFullPath(Get("ModuleDirectory"));

    internal static string ModuleAssembly { get; } = Path.Join(ModuleDirectory, "P5.PowerShell.dll");

    internal static string ModuleManifest { get; } = Path.Join(ModuleDirectory, "P5.psd1");

    internal static string PesterDirectory { get; } = Repository.PathOf("tests/pester");

    /// <summary>The manifest of the Pester module that the restore downloaded.</summary>
    internal static string Pester { get; } = Get("Pester");

    /// <summary>Debug or Release.</summary>
    internal static string Configuration { get; } = Get("Configuration");

    /// <summary>The system that built, as .NET names it.</summary>
    internal static string RuntimeIdentifier { get; } = Get("RuntimeIdentifier");

    private static string Get(string key) => BuildMetadata.Get(typeof(BuiltFiles), key);
}
