namespace P5.Host.Tests;

/// <summary>Where Pulumi looks for stack files, and which program it reads.</summary>
public sealed class StackFilesTests : CheckerTestBase
{
    private static string Value(string text) => $"config: {{p5:plugins: {{p: {{v: {text}}}}}}}";

    [Theory]
    [InlineData("stackConfigDir: config", "config")]
    [InlineData("stackConfigDir: ./deep/er/", "deep/er")]
    [InlineData("config: ./config", "config")]
    [InlineData("stackConfigDir: /config", "config")]
    [InlineData("stackConfigDir: ../outside", "../outside")]
    [InlineData("stackConfigDir: .", ".")]
    [InlineData("stackConfigDir: ''", ".")]
    [InlineData("stackConfigDir:", ".")]
    [InlineData("stackConfigDir: 5", "5")]
    [InlineData("config: {aws:region: x}", ".")]
    public void Load_WithAFolderOfStackFiles_ReadsThatFolder(string line, string folder)
    {
        Workspace.Write("app/Pulumi.yaml", $"name: x\n{line}\np5: {{plugins: {{p: {{cmd: p}}}}}}\n");
        Workspace.Write("app/Pulumi.dev.yaml", Value("beside"));
        Workspace.Write($"app/{folder}/Pulumi.dev.yaml", Value("there"));
        Workspace.Write($"app/{folder}/Pulumi.prod.yml", "");

        WorkspaceConfiguration configuration = ConfigurationLoader.Load(Workspace.PathOf("app"), "dev");

        configuration.Plugins["p"].StackConfig["v"].ShouldBe("there");
        configuration.StackFile.ShouldBe(Path.GetFullPath(Workspace.PathOf($"app/{folder}/Pulumi.dev.yaml")));
        new StackSelector().List(Workspace.PathOf("app")).Select(stack => stack.Name).ShouldBe(["dev", "prod"]);
    }

    [Fact]
    public void Load_WithAFolderThatDoesNotExist_HasNoStack()
    {
        Workspace.Write("Pulumi.yaml", "name: x\nstackConfigDir: config\n");
        Workspace.Write("Pulumi.dev.yaml", "");

        Workspace.Load("dev").StackFile.ShouldBeNull();
        new StackSelector().List(Workspace.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Load_WithBothFormsOfTheFolder_IsAnErrorAsInPulumi()
    {
        Workspace.Write("Pulumi.yaml", "name: x\nstackConfigDir: a\nconfig: b\n");

        CheckLines().ShouldBe(["Pulumi.yaml:3:9 Error DuplicateKey"]);
    }

    [Fact]
    public void Load_WithAFolderThatIsNoPath_IsAnError()
    {
        Workspace.Write("Pulumi.yaml", "stackConfigDir: \"a\\0\"\n");

        CheckLines().ShouldBe(["Pulumi.yaml:1:17 Error InvalidValue"]);
    }

    [Fact]
    public void Check_WithAFolderOfStackFiles_ChecksThemAndReportsThoseBesideTheProgram()
    {
        Workspace.Write("app/Pulumi.yaml", "name: x\nstackConfigDir: config\np5: {plugins: {k9s: }}\n");
        Workspace.Write("app/Pulumi.dev.yaml", Value("beside"));
        Workspace.Write("app/Pulumi.old.yaml", Value("beside"));
        Workspace.Write("app/config/Pulumi.dev.yaml", "text");
        Workspace.Write("app/config/Pulumi.dev.yml", "");
        Workspace.Write("other/Pulumi.dev.yaml", Value("lost"));

        CheckAllLines().ShouldBe(
            [
                "app/Pulumi.dev.yaml Warning FileIgnored",
                "app/Pulumi.old.yaml Warning FileIgnored",
                "app/config/Pulumi.dev.yaml:1:1 Error ConfigParse",
                "app/config/Pulumi.dev.yml Warning FileIgnored",
                "other/Pulumi.dev.yaml Warning StackFileWithoutProgram",
            ]);
    }

    // A check that starts below the program must not advise to move its files.
    [Fact]
    public void CheckAll_BelowTheProgram_DoesNotReportItsStackFiles()
    {
        Workspace.Write("Pulumi.yaml", "name: x\nstackConfigDir: sub/config\np5: {plugins: {k9s: }}\n");
        Workspace.Write("sub/config/Pulumi.dev.yaml", Value("there"));
        Workspace.Write("sub/tool/Pulumi.yaml", "name: tool\n");

        new ConfigurationChecker().CheckAll(Workspace.PathOf("sub"), stackName: null).ShouldBeEmpty();
    }

    [Fact]
    public void Check_FolderInThePlaceOfAStackFile_IsAnError()
    {
        Workspace.Write("Pulumi.yaml", "p5: {plugins: {env: }}\n");
        Workspace.Write("Pulumi.dev.yaml/file", "");

        CheckLines().ShouldContain(line => line.Contains(DiagnosticIds.FileUnreadable));
    }

    [Fact]
    public void Check_OldKeyInJson_IsNotSentToTheConverter()
    {
        Workspace.Write("Pulumi.json", """{ "name": "s", "p5": { "plugins": { "x": { "source": "./x.wasm" } } } }""");

        new ConfigurationChecker().Check(Workspace.Root, stackName: null)
            .Single(finding => finding.Id == DiagnosticIds.LegacyKey).Fix
            .ShouldBe("Change it manually; Convert-P5Config does not convert JSON.");
    }

    [Fact]
    public void Check_OfAFileThatNoStackCanHave_ReportsItAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not allow this name.");
        Workspace.Write("Pulumi.yaml", "p5: {plugins: {k9s: }}\n");
        Workspace.Write("Pulumi.a:b.yaml", "text");

        CheckLines().ShouldHaveSingleItem().ShouldContain(DiagnosticIds.FileIgnored);
        WorkspaceReview.Of(Workspace.Root).Files.ShouldHaveSingleItem();
    }

    [Fact]
    public void Load_OfPulumiJson_ReadsItAndStackFilesOfItsKind()
    {
        Workspace.Write(
            "Pulumi.json",
            """
            {
            	"name": "shop",
            	"p5": { "plugins": { "p": { "cmd": "./p", "config": { "text": "\uD83D\uDE00\/" } } } }
            }
            """);
        Workspace.Write("Pulumi.yaml", "name: other\n");
        Workspace.Write("Pulumi.dev.json", """{ "config": { "p5:plugins": { "p": { "v": "json" } } } }""");
        Workspace.Write("Pulumi.dev.yaml", Value("yaml"));
        Workspace.Write("Pulumi.prod.yaml", Value("yaml"));

        WorkspaceConfiguration configuration = Workspace.Load("dev");

        configuration.ProgramFile.ShouldBe(Workspace.PathOf("Pulumi.json"));
        configuration.ProgramName.ShouldBe("shop");
        configuration.Plugins["p"].ProgramConfig["text"].ShouldBe("😀/");
        configuration.Plugins["p"].StackConfig["v"].ShouldBe("json");
        Workspace.Load("prod").Plugins["p"].StackConfig["v"].ShouldBe("yaml");
        WorkspaceLocator.Find(Workspace.Root).ShouldBe(Workspace.Root);
        WriteExecutable("p");
        CheckLines().ShouldBe(
            ["Pulumi.dev.yaml Warning FileIgnored", "Pulumi.yaml Warning FileIgnored"]);
    }

    [Fact]
    public void Load_OfPulumiYml_PrefersStackFilesOfItsKind()
    {
        Workspace.Write("Pulumi.yml", "p5: {plugins: {p: {cmd: p}}}\n");
        Workspace.Write("Pulumi.dev.yml", Value("yml"));
        Workspace.Write("Pulumi.dev.yaml", Value("yaml"));

        Workspace.Load("dev").Plugins["p"].StackConfig["v"].ShouldBe("yml");
    }

    [Fact]
    public void LoadConfiguration_OfAFolderThatMoves_FollowsIt()
    {
        Workspace.Write("Pulumi.yaml", "stackConfigDir: a\np5: {plugins: {p: {cmd: p}}}\n");
        Workspace.Write("a/Pulumi.dev.yaml", Value("a"));
        Workspace.Write("b/Pulumi.dev.yaml", Value("b"));
        P5Host.LoadConfiguration(Workspace.Root, "dev").Plugins["p"].StackConfig["v"].ShouldBe("a");

        Workspace.Write("Pulumi.yaml", "stackConfigDir: b\np5: {plugins: {p: {cmd: p}}}\n");

        P5Host.LoadConfiguration(Workspace.PathOf("b"), "dev").Plugins["p"].StackConfig["v"].ShouldBe("b");
    }

    [Fact]
    public void Review_OfAFolderOfStackFiles_ApprovesThem()
    {
        Workspace.Write("app/Pulumi.yaml", "stackConfigDir: ../stacks\np5: {plugins: {p: {cmd: p}}}\n");
        Workspace.Write("stacks/Pulumi.dev.yaml", Value("a"));
        Workspace.Write(".git", "gitdir: x");
        var review = WorkspaceReview.Of(Workspace.PathOf("app"));
        Approval approval = review.Approve(DateTimeOffset.UnixEpoch);

        approval.Files.Keys.ShouldBe(["app/Pulumi.yaml", "stacks/Pulumi.dev.yaml"]);
        Differences(approval).ShouldBeEmpty();
        Workspace.Write("stacks/Pulumi.dev.yaml", Value("b"));
        Differences(approval).ShouldBe(["stacks/Pulumi.dev.yaml"]);
        File.Delete(Workspace.PathOf("stacks/Pulumi.dev.yaml"));
        Differences(approval).ShouldBe(["stacks/Pulumi.dev.yaml"]);
    }

    [Theory]
    [InlineData("prodution", " Known stacks: dev, production. Did you mean production?")]
    [InlineData("acme/shop/prodution", " Known stacks: dev, production. Did you mean production?")]
    [InlineData("other", " Known stacks: dev, production.")]
    public void LoadConfiguration_OfAStackWithoutAFile_WarnsWithTheNearest(string stack, string end)
    {
        WriteStacks("dev", "production");

        ConfigurationDiagnostic warning =
            P5Host.LoadConfiguration(Workspace.Root, stack).Warnings.ShouldHaveSingleItem();

        warning.Id.ShouldBe(DiagnosticIds.StackFileNotFound);
        warning.File.ShouldBe(Workspace.PathOf($"config/Pulumi.{stack.Split('/')[^1]}.yaml"));
        warning.Message.ShouldEndWith(end);
    }

    [Fact]
    public void LoadConfiguration_OfAStackWithoutAFile_DoesNotKeepTheWarning()
    {
        WriteStacks("dev");
        P5Host.LoadConfiguration(Workspace.Root, "prod").Warnings.Count.ShouldBe(1);

        File.Delete(Workspace.PathOf("config/Pulumi.dev.yaml"));

        P5Host.LoadConfiguration(Workspace.Root, "prod").Warnings.ShouldBeEmpty("no stack has a file");
        Check("prod").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"stack":"staging"}""", "staging")]
    [InlineData("""{"stack":"acme/shop/staging"}""", "staging")]
    [InlineData("""{"stack":"staging"}""", "acme/shop/staging")]
    public void MissingStack_OfAStackThatPulumiHas_IsNone(string state, string stack)
    {
        WriteStacks("dev");
        var options = new StackSelectorOptions { HomeDirectory = Workspace.PathOf("home"), ReadVariable = _ => null };
        var selector = new StackSelector(options);
        StrayFiles.MissingStack(Workspace.Root, stack, selector).ShouldNotBeNull();
        string file = selector.SelectionFile(Workspace.Root)!;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, state);

        StrayFiles.MissingStack(Workspace.Root, stack, selector).ShouldBeNull();
        new ConfigurationChecker(new ConfigurationLoaderOptions { StackSelection = options })
            .Check(Workspace.Root, stack).ShouldBeEmpty();
    }

    private void WriteStacks(params string[] stacks)
    {
        Workspace.Write("Pulumi.yaml", "name: shop\nstackConfigDir: config\np5: {plugins: {k9s: }}\n");
        foreach (string stack in stacks)
        {
            Workspace.Write($"config/Pulumi.{stack}.yaml", "");
        }
    }

    private IReadOnlyList<string> Differences(Approval approval) =>
        ApprovalCheck.Differences(
            [approval],
            Workspace.PathOf("app"),
            ConfigurationLoader.Load(Workspace.PathOf("app"), "dev").Files,
            "dev");
}
