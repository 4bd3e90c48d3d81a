using System.Runtime.Versioning;
using System.Xml.Linq;

namespace P5.Host.Tests;

/// <summary>What a project holds, and that it appears whole or not at all.</summary>
public sealed class ProjectTests : ScaffoldTestBase
{
    private static readonly string s_version = XDocument.Load(Repository.PathOf("Directory.Build.props"))
        .Descendants("Version").Single().Value;

    public static TheoryData<PluginLanguage> Languages => [.. Enum.GetValues<PluginLanguage>()];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Write_AnyLanguage_IsTheExampleUnderTheNewName(PluginLanguage language)
    {
        ScaffoldedProject project = Make(language: language);

        project.Directory.ShouldBe(Folder.PathOf("my-vault"));
        string[] files = [.. Directory.EnumerateFiles(project.Directory, "*", SearchOption.AllDirectories)];
        files.Select(file => Path.GetRelativePath(project.Directory, file).Replace('\\', '/'))
            .ShouldBe(project.Files, ignoreOrder: true);
        project.Files.ShouldContain(".gitignore");
        project.Files.ShouldAllBe(
            file => !file.Contains("node_modules") && !file.Contains("bin/") && !file.Contains("obj/"));
        foreach (string file in files)
        {
            string text = File.ReadAllText(file);
            text.ShouldNotMatch("(?i)dev-?_?env", file);
            text.ShouldNotContain("examples/plugins", Case.Sensitive, file);
            text.ShouldNotContain("\r", Case.Sensitive, file);
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Examples_Readmes_HaveTheSameHeadings(PluginLanguage language)
    {
        string readme = Make(language: language).Contents.Single(file => file.Path == "README.md").Text;

        readme.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .ShouldBe(["## Build", "## Test", "## Use it", "## Change it"]);
    }

    [Theory]
    [InlineData(PluginLanguage.CSharp, "dotnet build", "dotnet test tests")]
    [InlineData(PluginLanguage.Go, "go build -o bin/ .", "go test ./...")]
    [InlineData(PluginLanguage.Python, ".venv/bin/python generate.py", ".venv/bin/python -m unittest")]
    [InlineData(PluginLanguage.Node, "npm ci", "npm test")]
    public void Commands_OfALanguage_AreThoseOfItsReadme(PluginLanguage language, string build, string test)
    {
        ScaffoldedProject project = Plan(language: language);

        project.BuildCommands[^1].ShouldBe(build);
        project.TestCommands.ShouldBe([test]);
        project.BuildCommands.ShouldAllBe(line => !line.StartsWith("cd "));
    }

    [Fact]
    public void Write_FolderNamedLikeTheExample_KeepsItsName()
    {
        Folder.Write(".git/HEAD", "");
        Folder.Write("dev-env-plugins/readme", "");

        Make("dev-env-too", PluginLanguage.Go, "dev-env-plugins");

        string readme = Read("dev-env-plugins/dev-env-too/README.md");
        readme.ShouldContain("cd dev-env-plugins/dev-env-too\n");
        readme.ShouldContain("cmd = \"./dev-env-plugins/dev-env-too/bin/dev-env-too\"\n");
        Read("dev-env-plugins/dev-env-too/plugin.go").ShouldContain("type devEnvTooPlugin struct");
    }

    [Theory]
    [InlineData(PluginLanguage.Python, "my-vault")]
    [InlineData(PluginLanguage.Node, "my-vault")]
    [UnsupportedOSPlatform("windows")]
    public void Write_Script_IsExecutable(PluginLanguage language, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no execute bits");

        string directory = Make(language: language).Directory;

        File.GetUnixFileMode(Path.Combine(directory, script)).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        File.GetUnixFileMode(Path.Combine(directory, "README.md")).HasFlag(UnixFileMode.UserExecute).ShouldBeFalse();
    }

    /// <summary>What the repository sets for its own projects does not reach one elsewhere.</summary>
    [Fact]
    public void Write_CSharp_CompilesToNativeCodeThatNeedsNothingOfItsUsers()
    {
        Make(language: PluginLanguage.CSharp);
        XDocument project = XDocument.Load(Folder.PathOf("my-vault/my-vault.csproj"));

        project.Descendants("InvariantGlobalization").Single().Value.ShouldBe("true");
        XElement native = project.Descendants("PublishAot").Single();
        native.Value.ShouldBe("true");
        native.Attribute("Condition")!.Value.ShouldBe("'$(RuntimeIdentifier)' != ''");
    }

    [Fact]
    public void Write_CSharp_TakesTheLibraryAsThePackageOfThisVersion()
    {
        Make(language: PluginLanguage.CSharp);

        XDocument project = XDocument.Load(Folder.PathOf("my-vault/my-vault.csproj"));
        project.Descendants("ProjectReference").ShouldBeEmpty();
        XElement package = project.Descendants("PackageReference").ShouldHaveSingleItem();
        package.Attribute("Include")!.Value.ShouldBe("P5.Plugin");
        package.Attribute("Version")!.Value.ShouldBe(s_version);
        File.Exists(Folder.PathOf("my-vault/nuget.config")).ShouldBeFalse();
    }

    [Fact]
    public void Versions_OfTheTestsInCSharp_AreThoseOfThisRepository()
    {
        Dictionary<string, string> central = XDocument.Load(Repository.PathOf("Directory.Packages.props"))
            .Descendants("PackageVersion")
            .ToDictionary(
                package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

        Make(language: PluginLanguage.CSharp);

        XElement[] packages =
            [.. XDocument.Load(Folder.PathOf("my-vault/tests/my-vault.Tests.csproj")).Descendants("PackageReference")];
        packages.ShouldNotBeEmpty();
        packages.ShouldAllBe(package =>
            package.Attribute("Version")!.Value == central[package.Attribute("Include")!.Value]);
    }

    [Theory]
    [InlineData("https://example.com/v3/index.json?a=1&b=2", "https://example.com/v3/index.json?a=1&b=2")]
    [InlineData("packages", "../../packages")]
    public void Write_PackageSource_IsNamedFromTheProject(string source, string expected)
    {
        Folder.Write(".git/HEAD", "");
        WritePackage("packages");
        Folder.Write("plugins/readme", "");
        bool isUrl = source.StartsWith("https", StringComparison.Ordinal);

        Make(language: PluginLanguage.CSharp, folder: "plugins", source: isUrl ? source : Folder.PathOf(source));

        XDocument.Load(Folder.PathOf("plugins/my-vault/nuget.config")).Descendants("add").ShouldHaveSingleItem()
            .Attribute("value")!.Value.ShouldBe(expected);
    }

    [Fact]
    public void Write_PackageSourceElsewhere_IsNamedInFull()
    {
        Folder.Write("repository/.git/HEAD", "");
        WritePackage("packages/p5.plugin/" + s_version);

        Make(language: PluginLanguage.CSharp, folder: "repository", source: Folder.PathOf("packages"));

        XDocument.Load(Folder.PathOf("repository/my-vault/nuget.config")).Descendants("add").ShouldHaveSingleItem()
            .Attribute("value")!.Value.ShouldBe(Folder.PathOf("packages"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("My-vault")]
    [InlineData("my_vault")]
    [InlineData("my.vault")]
    [InlineData("my--vault")]
    [InlineData("my-vault-")]
    [InlineData("-my-vault")]
    [InlineData("2fa")]
    [InlineData("../vault")]
    [InlineData("vault\n")]
    [InlineData("välte")]
    [InlineData("nul")]
    [InlineData("com1")]
    [InlineData("env")]
    [InlineData("p5plugin")]
    [InlineData("system")]
    [InlineData("task")]
    [InlineData("a23456789012345678901234567890123456789012345678901")]
    public void Plan_NameThatWillNotDo_IsRefused(string name) =>
        Refused(() => Plan(name)).ShouldContain(name.Replace("\n", @"\u000a", StringComparison.Ordinal));

    [Fact]
    public void Plan_FolderWithSomethingInIt_IsRefused()
    {
        Folder.Write("my-vault/mine.txt", "mine");

        Refused(() => Plan());

        Entries().ShouldBe(["my-vault", "my-vault/mine.txt"]);
    }

    [Fact]
    public void Plan_FileOfTheName_IsRefused()
    {
        Folder.Write("my-vault", "mine");

        Refused(() => Plan());
    }

    [Fact]
    public void Plan_FolderThatIsMissing_IsRefused() => Refused(() => Plan(folder: "nowhere")).ShouldContain("nowhere");

    [Fact]
    public void Plan_PackageSourceThatIsMissing_IsRefused() =>
        Refused(() => Plan(language: PluginLanguage.CSharp, source: Folder.PathOf("nowhere"))).ShouldContain("nowhere");

    [Fact]
    public void Plan_PackageSourceWithoutThePackage_IsRefused()
    {
        Folder.Write("packages/P5.Plugin.0.0.1.nupkg", "");

        Refused(() => Plan(language: PluginLanguage.CSharp, source: Folder.PathOf("packages")))
            .ShouldContain($"does not contain P5.Plugin.{s_version}.nupkg");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Write_Again_ChangesNothing(PluginLanguage language)
    {
        Folder.Write("Pulumi.yaml", "name: x\n");
        Make(language: language, add: true);
        Folder.Write("my-vault/bin/my-vault", "built");
        Dictionary<string, string> before = Contents();

        Make(language: language, add: true);

        Contents().ShouldBe(before);
    }

    [Fact]
    public void Write_AgainWithAPackageSource_AddsIt()
    {
        Folder.Write("Pulumi.yaml", "name: x\n");
        WritePackage("packages");
        Make(language: PluginLanguage.CSharp, add: true);
        string configuration = Read("p5.toml");

        Make(language: PluginLanguage.CSharp, add: true, source: "https://example.com/v3/index.json");
        Make(language: PluginLanguage.CSharp, add: true, source: Folder.PathOf("packages"));

        XDocument.Load(Folder.PathOf("my-vault/nuget.config")).Descendants("add").ShouldHaveSingleItem()
            .Attribute("value")!.Value.ShouldBe("../packages");
        Read("p5.toml").ShouldBe(configuration);
    }

    [Fact]
    public void Write_AgainWithOtherLineEnds_ChangesNothing()
    {
        Make();
        Folder.Write("my-vault/main.go", Read("my-vault/main.go").Replace("\n", "\r\n"));
        Dictionary<string, string> before = Contents();

        Make();

        Contents().ShouldBe(before);
    }

    [Fact]
    public void Write_AgainWithAFileMissing_CreatesIt()
    {
        string text = Make().Contents.Single(file => file.Path == "main.go").Text;
        File.Delete(Folder.PathOf("my-vault/main.go"));

        Make();

        Read("my-vault/main.go").ShouldBe(text);
    }

    [Theory]
    [InlineData("main.go", "package main\n")]
    [InlineData("nuget.config", "<configuration><packageSources /></configuration>")]
    [InlineData("nuget.config", "not XML")]
    public void Plan_ChangedProject_IsRefused(string file, string text)
    {
        bool isGo = file == "main.go";
        PluginLanguage language = isGo ? PluginLanguage.Go : PluginLanguage.CSharp;
        string? source = isGo ? null : "https://example.com/v3/index.json";
        Make(language: language, source: source);
        Folder.Write($"my-vault/{file}", text);

        Refused(() => Plan(language: language, source: source)).ShouldContain("my-vault");

        Read($"my-vault/{file}").ShouldBe(text);
    }

    [Fact]
    public void Plan_ProjectInAnotherLanguage_IsRefused()
    {
        Make(language: PluginLanguage.Node);

        Refused(() => Plan(language: PluginLanguage.Go));
    }

    [Fact]
    public void Plan_PackageSourceForAnotherLanguage_IsRefused() => Refused(() => Plan(source: Folder.Root));

    [Fact]
    public void Plan_Anything_WritesNothing()
    {
        Plan(add: true);

        Entries().ShouldBeEmpty();
    }

    [Fact]
    public void Write_EmptyFolder_IsFilled()
    {
        Directory.CreateDirectory(Folder.PathOf("my-vault"));

        Make();

        Entries().ShouldContain("my-vault/main.go");
    }

    [Fact]
    public void Write_SomethingCameIntoTheFolder_LeavesItAndNothingElse()
    {
        ScaffoldedProject project = Plan(add: true);
        Folder.Write("my-vault/mine.txt", "mine");

        Refused(() => PluginScaffold.Write(project));

        Entries().ShouldBe(["my-vault", "my-vault/mine.txt"]);
    }

    private void WritePackage(string folder) => Folder.Write($"{folder}/P5.Plugin.{s_version}.nupkg", "");

    private Dictionary<string, string> Contents() =>
        Entries().Where(entry => File.Exists(Folder.PathOf(entry))).ToDictionary(entry => entry, Read);

    private static string Refused(Action action)
    {
        P5Exception exception = Should.Throw<P5Exception>(action);
        exception.ErrorId.ShouldBe(ErrorIds.ProjectNotCreated);
        exception.RecommendedAction.ShouldNotBeNullOrEmpty();
        return exception.Message;
    }
}
