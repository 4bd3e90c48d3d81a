using System.Text.Json;

namespace P5.PowerShell.Tests;

/// <summary>What the PowerShell Gallery and an installation make of the module's package.</summary>
[Collection(SharedPackages.Name)]
public sealed class ModulePackageTests(PackedFiles packed)
{
    private const string Probe =
        """
        $ErrorActionPreference = 'Stop'
        $env:PSModulePath = $args[0]
        $manifest = Test-ModuleManifest (Get-Module P5 -ListAvailable).Path -WarningVariable warnings
        @{
            Warnings     = @($warnings | ForEach-Object Message)
            ProjectUri   = "$($manifest.ProjectUri)"
            LicenseUri   = "$($manifest.LicenseUri)"
            IconUri      = "$($manifest.IconUri)"
            ReleaseNotes = $manifest.ReleaseNotes
            Imported     = "$((Import-Module P5 -PassThru).ModuleBase)"
            Configured   = (Get-P5Plugin -Path $args[1] -Stack dev).Name
        } | ConvertTo-Json
        """;

    [Fact]
    public void Tags_OfTheModulesPackage_NameItsKindItsCmdletsAndTheManifestsOwn()
    {
        using Package package = packed.Open("P5");

        string[] tags = package.Field("tags").Split(' ');

        tags.ShouldBeUnique();
        tags.ShouldBe(
            [
                "PSModule", .. ModuleManifest.Tags, "PSIncludes_Cmdlet",
                .. ModuleManifest.Cmdlets.SelectMany(name => new[] { $"PSCmdlet_{name}", $"PSCommand_{name}" }),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Module_UnpackedAsAnInstallationDoes_IsValidAndRuns()
    {
        string modules = Path.Join(packed.Folder, "installed");
        string target = Path.Join(modules, "P5", ModuleManifest.Version.ToString());
        using Package package = packed.Open("P5");
        package.Unpack(target);
        string probe = Path.Join(packed.Folder, "probe.ps1");
        await File.WriteAllTextAsync(probe, Probe);

        RunResult result = await PwshProcess.RunAsync(
            ["-File", probe, modules, Path.Join(Repository.Root, "examples", "quickstart")],
            TimeSpan.FromMinutes(2));

        JsonElement found = JsonSerializer.Deserialize<JsonElement>(result.ShouldSucceed());
        found.GetProperty("Warnings").GetArrayLength().ShouldBe(0);
        found.GetProperty("ProjectUri").GetString().ShouldBe(PackedFiles.ProjectUrl);
        found.GetProperty("LicenseUri").GetString().ShouldStartWith($"{PackedFiles.ProjectUrl}/");
        found.GetProperty("IconUri").GetString().ShouldStartWith($"{PackedFiles.ProjectUrl}/");
        found.GetProperty("ReleaseNotes").GetString()!.ReplaceLineEndings("\n")
            .ShouldBe(package.Field("releaseNotes").ReplaceLineEndings("\n"));
        found.GetProperty("Imported").GetString().ShouldBe(target);
        found.GetProperty("Configured").GetString().ShouldBe("dev-env");
    }
}
