using System.Reflection.Metadata;

namespace P5.PowerShell.Tests;

/// <summary>What a debugger finds beside the packed assemblies.</summary>
[Collection(SharedPackages.Name)]
public sealed class SymbolTests(PackedFiles packed)
{
    private static readonly string[] s_library =
    [
        "P5.Checks",
        "P5.GoPlugin",
        "P5.GoPlugin.Checks",
        "P5.Host",
        "P5.Migration",
        "P5.Proto",
        "P5.Sources",
        "P5.Sources.Aws",
        "P5.Sources.Azure",
    ];

    public static TheoryData<string, string, string[]> Symbols => new()
    {
        { "P5", "nupkg", ["P5.PowerShell", .. s_library] },
        { "p5env", "nupkg", ["p5env", .. s_library] },
        { "P5.GoPlugin", "snupkg", ["P5.GoPlugin"] },
        { "P5.GoPlugin.Checks", "snupkg", ["P5.GoPlugin.Checks"] },
        { "P5.Plugin", "snupkg", ["P5.Plugin"] },
        { "P5.Proto", "snupkg", ["P5.Proto"] },
    };

    [Theory]
    [MemberData(nameof(Symbols))]
    public void Sources_InSymbols_AreNamedFromTheRepositorysRoot(string id, string extension, string[] assemblies)
    {
        Assert.SkipUnless(
            BuiltFiles.IsForPublishing,
            "A debug build outside of CI keeps the folders of this machine for the debugger.");
        using Package package = packed.Open(id, extension);
        string[] files = [.. package.Files.Where(file => Path.GetExtension(file) == ".pdb")];

        files.Select(file => Path.GetFileNameWithoutExtension(file)).ShouldBe(assemblies, ignoreOrder: true);
        files.SelectMany(file => Sources(package.ReadBytes(file)))
            .Where(source => !source.StartsWith("/_", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static List<string> Sources(byte[] symbols)
    {
        using var stream = new MemoryStream(symbols);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        MetadataReader reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(handle => reader.GetString(reader.GetDocument(handle).Name))];
    }
}
