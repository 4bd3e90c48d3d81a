using System.Diagnostics;

namespace P5.PowerShell.Tests;

/// <summary>All packages, made once from what is built already, as a publisher would who has a project page.</summary>
public sealed class PackedFiles : IAsyncLifetime
{
    internal const string ProjectUrl = "https://example.org/acme/p5";

    // It takes some seconds; only one that hangs meets this, on a busy machine too.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p5-packages-");

    /// <summary>A folder for what a test unpacks; it goes with this.</summary>
    internal string Folder
    {
        get
        {
            Assert.SkipWhen(Wine.IsRunning, Wine.HasNoSdk);
            return _folder.FullName;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Wine.IsRunning)
        {
            return; // Folder skips the tests.
        }

        // A module folder of its own: the built one is in use by other tests.
        string[] arguments =
        [
            "pack", Path.Join(Repository.Root, "eng", "Packages.slnf"),
            "--no-build", "--configuration", BuiltFiles.Configuration, "--output", _folder.FullName,
            "-maxCpuCount:1", "-nodeReuse:false",
            $"-p:ModuleDirectory={Path.Join(Folder, "module")}/", $"-p:PackageProjectUrl={ProjectUrl}",
        ];
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);
        RunResult result = await Programs.RunAsync(start, limit: s_limit);

        result.ExitCode.ShouldBe(0, result.Output);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens a package.</summary>
    /// <param name="id">Its name without version.</param>
    /// <param name="extension">nupkg, or snupkg for the one of its symbols.</param>
    internal Package Open(string id, string extension = "nupkg") =>
        new(id, Path.Join(Folder, $"{id}.{ModuleManifest.Version}.{extension}"));
}
