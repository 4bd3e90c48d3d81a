using P5.PowerShell.Loading;

namespace P5.PowerShell.Tests.Loading;

public sealed class ModuleAssemblyLoaderTests
{
    // What the module's assembly refers to and the loader does not answer for fails at the first cmdlet that needs it.
    [Fact]
    public void EntryAssemblies_AreWhatTheModuleRefersToInLib()
    {
        string library = Path.Join(BuiltFiles.ModuleDirectory, "lib");

        IEnumerable<string> references = ModuleMetadata.ReadReferences(BuiltFiles.ModuleAssembly)
            .Where(reference => P5LoadContext.FindAssembly(library, reference) is not null)
            .Select(reference => reference.Name!);

        references.ShouldBe(ModuleAssemblyLoader.EntryAssemblies, ignoreOrder: true);
    }
}
