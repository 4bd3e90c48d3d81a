namespace P5.Cli.Tests;

/// <summary>What native code can do that the built p5env cannot; all other tests run on it too.</summary>
public sealed class NativeTests
{
    [Fact]
    public async Task Version_WithoutDotNet_IsPrinted()
    {
        Assert.SkipUnless(
            Workspace.IsPublished,
            $"{Workspace.PublishedVariable} does not name a published p5env. Run 'dotnet publish src/P5.Cli -r SYSTEM "
            + "-o FOLDER', which needs a C compiler, and set the variable to the file.");
        using var workspace = new Workspace();
        workspace.Environment["DOTNET_ROOT"] = "";
        workspace.Environment["PATH"] = workspace.Temporary;

        RunResult result = await workspace.RunAsync("--version");

        result.ShouldSucceed().ShouldNotBeEmpty();
        Directory.GetFiles(Path.GetDirectoryName(Workspace.P5Env)!, "*.dll").ShouldBeEmpty();
    }
}
