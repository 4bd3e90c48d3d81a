using System.Reflection;
using System.Runtime.Loader;

namespace P5.PowerShell.Tests;

public sealed class ModuleAssemblyLoaderTests
{
    // What the module's assembly refers to and the loader does not answer for fails at the first cmdlet that needs it.
    [Fact]
    public void EntryAssemblies_AreWhatTheModuleRefersToInLib()
    {
        string library = Path.Join(BuiltFiles.ModuleDirectory, "lib");

        IEnumerable<string> references = ModuleMetadata.ReadReferences(BuiltFiles.ModuleAssembly)
            .Where(reference => P5LoadContext.FindAssembly(library, reference.Name) is not null)
            .Select(reference => reference.Name!);

        references.ShouldBe(ModuleAssemblyLoader.EntryAssemblies, ignoreOrder: true);
    }

    [Theory]
    [InlineData("P5.Host", 1)]
    [InlineData("Google.Protobuf", 0)]
    public void Resolve_OfAnotherVersionOrSomeoneElse_ReturnsNull(string name, int difference)
    {
        Version own = typeof(ModuleAssemblyLoader).Assembly.GetName().Version!;
        var asked = new AssemblyName(name)
        {
            Version = new Version(own.Major, own.Minor + difference, own.Build, own.Revision),
        };

        ModuleAssemblyLoader.Resolve(AssemblyLoadContext.Default, asked).ShouldBeNull();
    }
}
