using System.Security.Cryptography;

namespace P5.Host.Tests;

/// <summary>What a check does with one workspace and with many.</summary>
public sealed class ConfigurationCheckerTests : CheckerTestBase
{
    private const string Declared = "[plugins.k9s]\n";

    [Fact]
    public void Check_WhenAllIsWell_FindsNothing()
    {
        WriteExecutable("bin/p");
        string digest = Convert.ToHexString(SHA256.HashData("an executable"u8));
        Workspace.Write(
            "p5.toml",
            $"order = [\"a\"]\n[plugins.a]\ncmd = \"bin/p\"\nsha256 = \"{digest}\"\n[plugins.a.refresh]\n"
            + "on_stack_change = false\n");
        Workspace.Write("Pulumi.yaml", "name: x\np5: {plugins: {k9s: , env: {config: {type: static, vars: {A: b}}}}}");
        Workspace.Write("Pulumi.dev.yaml", "config: {x:y: z, p5:plugins: {a: {config: {b: c}}}}");

        Check().ShouldBeEmpty();
        Check("dev").ShouldBeEmpty();
        new ConfigurationChecker().CheckAll(Workspace.Root, stackName: null).ShouldBeEmpty();
    }

    [Fact]
    public void Check_WithAStack_ReadsOnlyItsFile()
    {
        Workspace.Write("p5.toml", Declared);
        Workspace.Write("Pulumi.a.yaml", "text");
        Workspace.Write("Pulumi.b.yml", "text");

        CheckLines().ShouldBe(["Pulumi.a.yaml:1:1 Error ConfigParse", "Pulumi.b.yml:1:1 Error ConfigParse"]);
        CheckLines("b").ShouldBe(["Pulumi.b.yml:1:1 Error ConfigParse"]);
        CheckLines("org/project/a").ShouldBe(["Pulumi.a.yaml:1:1 Error ConfigParse"]);
    }

    [Fact]
    public void Check_WithAStackThatHasNoFile_NamesTheNearest()
    {
        Workspace.Write("p5.toml", Declared);
        Workspace.Write("Pulumi.production.yaml", "");

        ConfigurationDiagnostic finding = Check("prodution").ShouldHaveSingleItem();

        (finding.Id, finding.Severity).ShouldBe((DiagnosticIds.StackFileNotFound, DiagnosticSeverity.Warning));
        finding.File.ShouldBe(Workspace.PathOf("Pulumi.prodution.yaml"));
        finding.Message.ShouldEndWith("Known stacks: production. Did you mean production?");
    }

    [Fact]
    public void Check_OfNoStackName_Throws()
    {
        Workspace.Write("p5.toml", Declared);

        Should.Throw<P5Exception>(() => Check("../dev")).ErrorId.ShouldBe(ErrorIds.StackNotSelected);
    }

    [Fact]
    public void Check_OfAMissingFolderInAWorkspace_DoesNotCheckTheWorkspace()
    {
        Workspace.Write("p5.toml", Declared);
        string missing = Workspace.PathOf("missing");

        Should.Throw<P5Exception>(() => new ConfigurationChecker().Check(missing, null)).ErrorId
            .ShouldBe(ErrorIds.WorkspaceNotFound);
        Should.Throw<P5Exception>(() => new ConfigurationChecker().CheckAll(missing, null).ToList()).Message
            .ShouldContain(missing);
    }

    [Fact]
    public void Check_OfABrokenFile_SaysNothingOfWhatItMayHold()
    {
        Workspace.Write("p5.toml", "[plugins.a\n");
        Workspace.Write("Pulumi.yaml", "p5: {order: [a]}");
        Workspace.Write("Pulumi.dev.yaml", "config: {p5:plugins: {a: {b: c}}}");
        Workspace.Write("Pulumi.x.yaml", "text");

        CheckLines().ShouldBe(["Pulumi.x.yaml:1:1 Error ConfigParse", "p5.toml:1:11 Error ConfigParse"]);
    }

    [Fact]
    public void Check_OfFilesThatOthersHide_NamesBoth()
    {
        Workspace.Write(".git", "");
        Workspace.Write("p5.toml", Declared);
        Workspace.Write("app/p5.toml", "[broken");
        Workspace.Write("app/Pulumi.yaml", "name: x");
        Workspace.Write("app/Pulumi.yml", "text");
        Workspace.Write("app/Pulumi.dev.yaml", "");
        Workspace.Write("app/Pulumi.dev.yml", "text");

        Lines(new ConfigurationChecker().Check(Workspace.PathOf("app"), null)).ShouldBe(
            [
                "app/Pulumi.dev.yml Warning FileIgnored",
                "app/Pulumi.yml Warning FileIgnored",
                "app/p5.toml Warning FileIgnored",
            ]);
    }

    [Fact]
    public void Check_OfAnEnvPluginInTwoStacks_FindsWhatIsWrongInEach()
    {
        Workspace.Write("p5.toml", "[plugins.env]\n");
        Workspace.Write("Pulumi.a.yaml", "config: {p5:plugins: {env: {type: x}}}");
        Workspace.Write("Pulumi.b.yaml", "config: {p5:plugins: {env: {type: y}}}");
        Workspace.Write("Pulumi.c.yaml", "config: {p5:plugins: {env: {type: static, vars: {}}}}");

        CheckLines()
            .ShouldBe(["Pulumi.a.yaml:1:29 Error EnvConfigInvalid", "Pulumi.b.yaml:1:29 Error EnvConfigInvalid"]);
    }

    [Fact]
    public void Check_OfAChecksumThatDiffers_NamesTheFilesOwn()
    {
        WriteExecutable("p");
        Workspace.Write("p5.toml", $"[plugins.a]\ncmd = \"./p\"\nsha256 = \"{new string('0', 64)}\"\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Fix.ShouldContain(Convert.ToHexStringLower(SHA256.HashData("an executable"u8)));
        (finding.Plugin, finding.Key).ShouldBe(("a", "plugins.a.sha256"));
    }

    [Theory]
    [InlineData("comand", "cmd")]
    [InlineData("command", "cmd")]
    [InlineData("arguments", "args")]
    [InlineData("importHelper", "import_helper")]
    [InlineData("start-timeout", "start_timeout")]
    [InlineData("idel_timeout", "idle_timeout")]
    [InlineData("refesh", "refresh")]
    public void UnknownKey_ThatIsNearlyAKnownOne_NamesThatAndWarnsAtEachLoad(string key, string meant)
    {
        Workspace.Write("p5.toml", $"[plugins.k9s]\n{key} = \"x\"\n");

        Check().ShouldHaveSingleItem().Message.ShouldBe($"plugins.k9s.{key} is not read. Did you mean {meant}?");
        Workspace.Load().Warnings.ShouldBe(Check());
    }

    [Theory]
    [InlineData("version = 1\n[plugins.k9s]\n")]
    [InlineData("[plugins.k9s]\nenv = { A = \"b\" }\n")]
    [InlineData("[plugins.k9s]\nsource = \"x\"\nallowed_paths = []\n")]
    [InlineData("order = [\"other\", \"k9s\", \"k9s\"]\n[plugins.k9s]\n")]
    [InlineData("[plugins.k9s]\n[plugins.K9S]\ncmd = \"./p\"\n")]
    public void Warning_OfWhatDoesNoHarm_IsNotGivenAtEachLoad(string toml)
    {
        WriteExecutable("p");
        Workspace.Write("p5.toml", toml);

        Check().ShouldNotBeEmpty();
        Workspace.Load().Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Warning_OfALegacyStackKey_IsGivenAtEachLoad()
    {
        Workspace.Write("p5.toml", Declared);
        Workspace.Write("Pulumi.dev.yaml", "config:\n  p5:plugins:k9s: {a: b}\n");

        ConfigurationDiagnostic warning = Workspace.Load("dev").Warnings.ShouldHaveSingleItem();

        (warning.Id, warning.Plugin).ShouldBe((DiagnosticIds.LegacyKey, "k9s"));
        warning.Fix.ShouldContain("p5:plugins: k9s: config:");
    }

    [Fact]
    public void Load_OfAFaultyFile_ThrowsTheFirstThatACheckFinds()
    {
        Workspace.Write("p5.toml", "[plugins.a]\ncmd = 1\n[plugins.b]\ncmd = 2\n");

        var error = Should.Throw<ConfigurationException>(() => Workspace.Load());

        error.Diagnostic.ShouldBe(Check()[0]);
        error.Message.ShouldBe($"{Check()[0].Place}: {Check()[0].Message}");
    }

    [Fact]
    public void Findings_OfSecrets_NeverShowThem()
    {
        Workspace.Write(
            "p5.toml",
            "[plugins.k9s]\nconfig = \"hunter2\"\nunknown = \"hunter2\"\n[plugins.env.config]\nvars = \"hunter2\"\n"
            + "sources = \"hunter2\"\n");
        Workspace.Write(
            "Pulumi.dev.yaml",
            "config:\n  p5:plugins:k9s: hunter2\n  p5:plugins:\n    k9s: {a: {1: hunter2}}\n    x: hunter2\n");

        string all = string.Join('\n', Check().Select(finding => $"{finding}\n{finding.Fix}"));

        all.ShouldContain("plugins.k9s.unknown");
        all.ShouldContain("EnvConfigInvalid");
        all.ShouldNotContain("hunter2");
    }
}
