using System.Reflection;

namespace P5.PowerShell.Tests;

public sealed class P5LoadContextTests
{
    private static string Library => Path.Join(BuiltFiles.ModuleDirectory, "lib");

    [Fact]
    public void FindAssembly_OfTheHost_ReturnsItsFile() =>
        P5LoadContext.FindAssembly(Library, "P5.Host").ShouldBe(Path.Join(Library, "P5.Host.dll"));

    [Theory]
    [InlineData("Newtonsoft.Json")]
    [InlineData("P5.PowerShell")]
    [InlineData("System.Management.Automation")]
    public void FindAssembly_OfTheShellOrSomeoneElse_ReturnsNull(string name) =>
        P5LoadContext.FindAssembly(Library, name).ShouldBeNull();

    [Fact]
    public void ImageFolder_ThisSystem_IsNamedAsTheBuildNamesIt() =>
        P5LoadContext.ImageFolder.ShouldBe(BuiltFiles.RuntimeIdentifier.Replace("-musl", "", StringComparison.Ordinal));

    [Fact]
    public void LoadFromAssemblyName_BuiltWithImages_TakesEveryLibraryFromThem()
    {
        string images = Path.Join(Library, P5LoadContext.ImageFolder);
        Assert.SkipUnless(
            Directory.Exists(images), "The module was built without images: only a Release build has them.");
        var context = new P5LoadContext(Library);

        IEnumerable<string> loaded = Directory.GetFiles(Library, "*.dll")
            .Select(file => context.LoadFromAssemblyName(AssemblyName.GetAssemblyName(file)).Location);

        loaded.ShouldAllBe(path => Path.GetDirectoryName(path) == images);
    }
}
