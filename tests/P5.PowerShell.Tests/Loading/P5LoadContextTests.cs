using System.Reflection;
using P5.PowerShell.Loading;

namespace P5.PowerShell.Tests.Loading;

public sealed class P5LoadContextTests
{
    private static string Library => Path.Join(BuiltFiles.ModuleDirectory, "lib");

    private static Version HostVersion => AssemblyName.GetAssemblyName(Path.Join(Library, "P5.Host.dll")).Version!;

    [Fact]
    public void FindAssembly_SameVersion_ReturnsItsFile() =>
        P5LoadContext.FindAssembly(Library, Named("P5.Host", HostVersion)).ShouldBe(Path.Join(Library, "P5.Host.dll"));

    [Fact]
    public void FindAssembly_OlderVersionAskedFor_ReturnsItsFile() =>
        P5LoadContext.FindAssembly(Library, Named("P5.Host", new Version(0, 0, 0, 1))).ShouldNotBeNull();

    [Fact]
    public void FindAssembly_NoVersionAskedFor_ReturnsItsFile() =>
        P5LoadContext.FindAssembly(Library, Named("P5.Host", null)).ShouldNotBeNull();

    [Fact]
    public void FindAssembly_NewerVersionAskedFor_ReturnsNull()
    {
        var newer = new Version(HostVersion.Major, HostVersion.Minor + 1, 0, 0);

        P5LoadContext.FindAssembly(Library, Named("P5.Host", newer)).ShouldBeNull();
    }

    [Theory]
    [InlineData("Newtonsoft.Json")]
    [InlineData("P5.PowerShell")]
    [InlineData("System.Management.Automation")]
    public void FindAssembly_OfTheShellOrSomeoneElse_ReturnsNull(string name) =>
        P5LoadContext.FindAssembly(Library, Named(name, null)).ShouldBeNull();

    [Fact]
    public void ImageFolder_ThisSystem_IsNamedAsTheBuildNamesIt() =>
        P5LoadContext.ImageFolder.ShouldBe(BuiltFiles.RuntimeIdentifier.Replace("-musl", "", StringComparison.Ordinal));

    [SkippableFact]
    public void LoadFromAssemblyName_BuiltWithImages_TakesEveryLibraryFromThem()
    {
        string images = Path.Join(Library, P5LoadContext.ImageFolder);
        Skip.IfNot(Directory.Exists(images), "The module was built without images: only a Release build has them.");
        var context = new P5LoadContext(Library);

        IEnumerable<string> loaded = Directory.GetFiles(Library, "*.dll")
            .Select(file => context.LoadFromAssemblyName(AssemblyName.GetAssemblyName(file)).Location);

        loaded.ShouldAllBe(path => Path.GetDirectoryName(path) == images);
    }

    private static AssemblyName Named(string name, Version? version) => new(name) { Version = version };
}
