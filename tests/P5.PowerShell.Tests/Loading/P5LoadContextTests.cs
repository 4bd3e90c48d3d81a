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
    public void ImageFolder_ThisSystem_IsNamedAsTheBuildNamesIt()
    {
        Assert.SkipWhen(Wine.IsRunning, "What runs in Wine was built on another system.");
        P5LoadContext.ImageFolder.ShouldBe(BuiltFiles.RuntimeIdentifier.Replace("-musl", "", StringComparison.Ordinal));
    }

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

    [Fact]
    public void LoadFromFolder_MissingFile_ReturnsNull() =>
        new P5LoadContext(Path.Join(Library, "missing")).LoadFromFolder(new AssemblyName("P5.Host")).ShouldBeNull();

    [Theory]
    [InlineData("P5.Host", -1)]
    [InlineData("P5.Host", 1)]
    [InlineData("Tomlyn", 1)]
    public void LoadFromFolder_FileOfAnotherVersion_IsRefused(string name, int difference)
    {
        var requested = new AssemblyName(name) { Version = VersionOf(name, difference) };

        var failure = Should.Throw<FileLoadException>(() => new P5LoadContext(Library).LoadFromFolder(requested));

        failure.FileName.ShouldEndWith($"{name}.dll");
        AssemblyFailure.Find(failure, "The folder", Library)!.Message
            .ShouldContain($"{name}.dll is of another version");
    }

    [Fact]
    public void LoadFromFolder_LaterVersionOfALibrary_IsAccepted() =>
        new P5LoadContext(Library)
            .LoadFromFolder(new AssemblyName("Tomlyn") { Version = VersionOf("Tomlyn", -1) }).ShouldNotBeNull();

    private static Version VersionOf(string name, int difference)
    {
        Version own = AssemblyName.GetAssemblyName(Path.Join(Library, $"{name}.dll")).Version!;
        return own.Major + difference < 0
            ? new Version(0, 0, 0, 1)
            : new Version(own.Major + difference, own.Minor, own.Build, own.Revision);
    }
}
