using System.Text.Json.Nodes;

namespace P5.Cli.Tests;

/// <summary><c>p5env check</c>.</summary>
public sealed class CheckTests
{
    private const string Typo = "[plugins.k9s]\ncomand = \"x\"\n";

    [Theory]
    [InlineData("check")]
    [InlineData("check --strict")]
    [InlineData("check --recurse")]
    public async Task Check_WhenAllIsWell_PrintsNothing(string line)
    {
        using Workspace workspace = Workspace.WithVariables("A = \"b\"");

        RunResult result = await workspace.RunAsync(line.Split(' '));

        result.ShouldSucceed().ShouldBe("");
    }

    [Theory]
    [InlineData("check", 0)]
    [InlineData("check --strict", 1)]
    [InlineData("check --stack dev", 0)]
    [InlineData("check -r", 0)]
    public async Task Check_OfAWarning_FailsOnlyWhenStrict(string line, int exitCode)
    {
        using var workspace = new Workspace();
        string file = workspace.Write("p5.toml", Typo);
        workspace.Write("Pulumi.dev.yaml", "");

        RunResult result = await workspace.RunAsync(line.Split(' '));

        result.ShouldBe(new RunResult(
            exitCode,
            $"{file}:2:1: warning UnknownKey: plugins.k9s.comand is not read. Did you mean cmd?\n"
            + "    Rename it to cmd.\n",
            ""));
    }

    [Fact]
    public async Task Check_OfErrors_PrintsAllAndFails()
    {
        using var workspace = new Workspace();
        string file = workspace.Write("p5.toml", "[plugins.a]\ncmd = 1\nargs = 2\n");

        RunResult result = await workspace.RunAsync("check");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldBe("");
        result.Output.ShouldContain($"{file}:2:7: error WrongType: ");
        result.Output.ShouldContain($"{file}:3:8: error WrongType: ");
    }

    [Fact]
    public async Task Check_AsJson_GivesAListOfObjects()
    {
        using var workspace = new Workspace();
        string file = workspace.Write("p5.toml", Typo);

        RunResult result = await workspace.RunAsync("check", "--format", "json");

        JsonObject finding = JsonNode.Parse(result.ShouldSucceed())!.AsArray().ShouldHaveSingleItem()!.AsObject();
        ((string)finding["severity"]!).ShouldBe("warning");
        ((string)finding["id"]!).ShouldBe("UnknownKey");
        ((string)finding["file"]!).ShouldBe(file);
        ((int)finding["line"]!, (int)finding["column"]!).ShouldBe((2, 1));
        ((string)finding["key"]!).ShouldBe("plugins.k9s.comand");
        ((string)finding["plugin"]!).ShouldBe("k9s");
        ((string)finding["fix"]!).ShouldBe("Rename it to cmd.");

        workspace.Write("p5.toml", "");
        JsonNode.Parse((await workspace.RunAsync("check", "-f", "json")).ShouldSucceed())!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_Recursively_FindsEachWorkspaceAndReportsProgress()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.PathOf("below"));
        string file = workspace.Write("below/p5.toml", Typo);

        RunResult result = await workspace.RunAsync("check", "--recurse", "--verbose");

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldStartWith($"{file}:2:1: ");
        result.Error.ShouldContain($"p5env: checking {workspace.PathOf("below")}\n");
        (await workspace.RunAsync("check")).ShouldSucceed().ShouldBe("");
    }

    [Fact]
    public async Task Check_AsJsonWithAFolderThatCannotBeRead_ListsItBesideTheOthersAndFails()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), UnreadableFolder.WindowsReason);
        using var workspace = new Workspace();
        string file = workspace.Write("below/p5.toml", Typo);
        using var unreadable = new UnreadableFolder(workspace.PathOf("m"));

        RunResult result = await workspace.RunAsync("check", "--recurse", "--format", "json");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldBe("");
        JsonArray findings = JsonNode.Parse(result.Output)!.AsArray();
        findings.Select(finding => (string)finding!["id"]!).ShouldBe(["UnknownKey", "FolderUnreadable"]);
        ((string)findings[0]!["file"]!).ShouldBe(file);
        ((string)findings[1]!["file"]!).ShouldStartWith(workspace.PathOf("m"));
        ((string)findings[1]!["severity"]!).ShouldBe("error");
    }

    [Fact]
    public async Task Check_WithoutAWorkspace_IsAnError()
    {
        using var workspace = new Workspace();
        File.Delete(workspace.PathOf("Pulumi.yaml"));

        RunResult result = await workspace.RunAsync("check", "--recurse");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("No workspace found");
    }
}
