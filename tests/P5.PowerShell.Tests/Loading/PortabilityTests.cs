using System.Reflection.PortableExecutable;

namespace P5.PowerShell.Tests;

public sealed class PortabilityTests
{
    public static TheoryData<string> PortableFiles =>
    [
        BuiltFiles.ModuleAssembly,
        .. Directory.GetFiles(Path.Join(BuiltFiles.ModuleDirectory, "lib"), "*.dll"),
    ];

    // An assembly with code for one system does not load on another, so such code may lie in lib/SYSTEM only.
    [Theory]
    [MemberData(nameof(PortableFiles))]
    public void ModuleAssembly_OutsideOfASystemsFolder_HasCodeForEverySystem(string path)
    {
        using var image = new PEReader(File.OpenRead(path));

        image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size.ShouldBe(0);
    }
}
