namespace P5.Host.Tests;

/// <summary>Where a new plugin's table goes, and that nothing else of the file changes.</summary>
public sealed class ConfigurationEntryTests : ScaffoldTestBase
{
    private const string Table = "[plugins.my-vault]\ncmd = \"./my-vault/bin/my-vault\"\n";

    [Fact]
    public void Write_NoConfiguration_MakesItInTheFolder()
    {
        ScaffoldedProject project = Make(add: true);

        project.ConfigurationFile.ShouldBe(Folder.PathOf("p5.toml"));
        Read("p5.toml").ShouldBe(Table);
    }

    [Fact]
    public void Write_NotAsked_WritesNoConfigurationAndSaysWhatBelongsThere()
    {
        ScaffoldedProject project = Make();

        project.ConfigurationFile.ShouldBeNull();
        project.ConfigurationText.ShouldBe(Table);
        Entries().ShouldNotContain("p5.toml");
    }

    [Theory]
    [InlineData("", "plugins/p5.toml", "./my-vault/bin/my-vault")]
    [InlineData(".git/HEAD", "p5.toml", "./plugins/my-vault/bin/my-vault")]
    [InlineData("plugins/.git/HEAD", "plugins/p5.toml", "./my-vault/bin/my-vault")]
    [InlineData("plugins/Pulumi.yaml", "plugins/p5.toml", "./my-vault/bin/my-vault")]
    [InlineData(".git/HEAD|plugins/Pulumi.yaml", "p5.toml", "./plugins/my-vault/bin/my-vault")]
    [InlineData(".git/HEAD|plugins/p5.toml", "plugins/p5.toml", "./my-vault/bin/my-vault")]
    public void Write_ConfigurationOfAFolder_IsThatWhichP5Reads(string files, string expected, string command)
    {
        Directory.CreateDirectory(Folder.PathOf("plugins"));
        foreach (string file in files.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            Folder.Write(file, file.EndsWith("yaml", StringComparison.Ordinal) ? "name: shop\nruntime: yaml\n" : "");
        }

        ScaffoldedProject project = Make(folder: "plugins", add: true);

        project.ConfigurationFile.ShouldBe(Folder.PathOf(expected));
        string workspace = WorkspaceLocator.Find(Folder.PathOf("plugins"));
        PluginConfiguration plugin = ConfigurationLoader.Load(workspace, stackName: null).Plugins["my-vault"];
        plugin.Command.ShouldBe(command);
        plugin.CommandFile.ShouldBe(Folder.PathOf(expected));
    }

    [Theory]
    [InlineData("order = [\"sso\"] # first\n\n[plugins.sso] # ours\ncmd='sso'\n")]
    [InlineData("\uFEFF[plugins.sso]\r\ncmd = 'sso' # no line end")]
    [InlineData("plugins.sso.cmd = 'sso'\n")]
    [InlineData("# nothing yet")]
    public void Write_Configuration_KeepsWhatStandsThere(string before)
    {
        Folder.Write("p5.toml", before);

        Make(add: true);

        string after = System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Folder.PathOf("p5.toml")));
        after.ShouldStartWith(before, Case.Sensitive);
        after.ReplaceLineEndings("\n").ShouldEndWith("\n\n" + Table);
        Folder.Load().Plugins.Keys.ShouldContain("my-vault");
        Directory.GetFiles(Folder.Root).ShouldBe([Folder.PathOf("p5.toml")]);
    }

    [Theory]
    [InlineData("p5.toml", "[plugins.my-vault]\n")]
    [InlineData("p5.toml", "[plugins.My-Vault]\n")]
    [InlineData("Pulumi.yaml", "name: shop\nruntime: yaml\np5: {plugins: {my-vault: {cmd: x}}}\n")]
    public void Plan_PluginOfTheNameIsConfigured_IsRefused(string file, string text)
    {
        Folder.Write(file, text);

        P5Exception exception = Should.Throw<P5Exception>(() => Plan(add: true));

        exception.ErrorId.ShouldBe(ErrorIds.ProjectNotCreated);
        exception.Message.ShouldContain(Folder.PathOf(file));
        Plan().ShouldNotBeNull("without the configuration the name is free");
    }

    [Theory]
    [InlineData("tools/readme", "tools")] // in no workspace
    [InlineData("app/Pulumi.yaml", "app")] // in another workspace
    public void Plan_ConfigurationWouldHideAnother_IsRefused(string file, string folder)
    {
        Folder.Write(".git/HEAD", "");
        Folder.Write(file, "name: shop\nruntime: yaml\n");
        Folder.Write("shop/p5.toml", "[plugins.sso]\n");

        P5Exception exception = Should.Throw<P5Exception>(() => Plan(folder: folder, add: true));

        exception.ErrorId.ShouldBe(ErrorIds.ProjectNotCreated);
        exception.Message.ShouldContain(Folder.PathOf("shop/p5.toml"));
        Plan(folder: folder).ShouldNotBeNull("without the configuration nothing is hidden");
    }

    [Fact]
    public void Plan_ConfigurationOfAnotherRepositoryBelow_IsNotHidden()
    {
        Folder.Write(".git/HEAD", "");
        Folder.Write("module/.git", "gitdir: elsewhere\n");
        Folder.Write("module/p5.toml", "[plugins.sso]\n");

        Plan(add: true).ConfigurationFile.ShouldBe(Folder.PathOf("p5.toml"));
    }

    [Fact]
    public void Plan_PluginsInOneInlineTable_IsRefusedWithTheTableToWrite()
    {
        Folder.Write("p5.toml", "plugins = { sso = { cmd = 'sso' } }\n");

        P5Exception exception = Should.Throw<P5Exception>(() => Plan(add: true));

        exception.ErrorId.ShouldBe(ErrorIds.ProjectNotCreated);
        exception.RecommendedAction.ShouldContain(Table);
    }

    [Fact]
    public void Plan_ConfigurationThatIsNotToml_IsRefused()
    {
        Folder.Write("p5.toml", "[plugins");

        Should.Throw<P5Exception>(() => Plan(add: true)).ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
    }

    [Theory]
    [InlineData("[plugins.sso]\n", "[plugins.sso]\ncmd = 'changed'\n")]
    [InlineData(null, "[plugins.came]\n")]
    public void Write_ConfigurationChangedMeanwhile_LeavesNothing(string? before, string after)
    {
        if (before is not null)
        {
            Folder.Write("p5.toml", before);
        }

        ScaffoldedProject project = Plan(add: true);
        Folder.Write("p5.toml", after);

        Should.Throw<P5Exception>(() => PluginScaffold.Write(project)).ErrorId.ShouldBe(ErrorIds.ConfigInvalid);

        Entries().ShouldBe(["p5.toml"]);
        Read("p5.toml").ShouldBe(after);
    }
}
