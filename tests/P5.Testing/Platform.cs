using System.Runtime.InteropServices;

namespace P5.Testing;

/// <summary>What the tests run on, beyond what .NET tells.</summary>
public static class Platform
{
    /// <summary>Whether Windows is Wine, which differs from it in some places.</summary>
    public static bool IsWine { get; } = OperatingSystem.IsWindows()
        && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll"), "wine_get_version", out _);
}
