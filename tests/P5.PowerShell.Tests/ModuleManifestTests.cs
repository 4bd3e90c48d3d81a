using System.Reflection;

namespace P5.PowerShell.Tests;

public sealed class ModuleManifestTests
{
    [Fact]
    public void ModuleVersion_IsTheProjectsVersion()
    {
        // The assembly has it from Directory.Build.props.
        Version project = AssemblyName.GetAssemblyName(BuiltFiles.ModuleAssembly).Version!;

        ModuleManifest.Version.ShouldBe(new Version(project.Major, project.Minor, project.Build));
    }

    [Fact]
    public void CmdletsToExport_AreTheCmdletsOfTheAssembly() =>
        ModuleManifest.Cmdlets.ShouldBe(ModuleMetadata.ReadCmdlets(BuiltFiles.ModuleAssembly), ignoreOrder: true);

    [Fact]
    public void PesterFile_OfEachCmdlet_IsThere() =>
        ModuleManifest.Cmdlets.Where(
            cmdlet => !File.Exists(Path.Join(BuiltFiles.PesterDirectory, $"{cmdlet}.Tests.ps1")))
            .ShouldBeEmpty();
}
