using P5.Host;

namespace P5.Migration.Tests;

public sealed class ConfigFilesTests : ConverterTestBase
{
    private readonly List<P5Exception> _errors = [];

    [Fact]
    public void Find_Folder_GivesItsOwnFiles()
    {
        WriteAll(
            "p5.toml", "Pulumi.yaml", "Pulumi.dev.yml", "Pulumi.dev.yaml.bak", "Pulumi..yaml", "other.toml",
            "inner/Pulumi.yaml");

        Find("", recurse: false).ShouldBe(["Pulumi.dev.yml", "Pulumi.yaml", "p5.toml"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_FolderOfStackFilesElsewhere_IsPartOfTheProgramsFolder(bool recurse)
    {
        WriteAll("app/config/Pulumi.dev.yaml", "app/config/Pulumi.json", "app/config/p5.toml", "app/Pulumi.json.yaml");
        Write("app/Pulumi.yaml", "stackConfigDir: config\n");

        IEnumerable<string> expected = ["app/Pulumi.json.yaml", "app/Pulumi.yaml", "app/config/Pulumi.dev.yaml"];
        Find("app", recurse).ShouldBe(recurse ? expected.Append("app/config/p5.toml") : expected);
    }

    [Fact]
    public void Find_JsonFiles_AreNotConverted()
    {
        WriteAll("Pulumi.json", "Pulumi.dev.json", "p5.toml");

        Find("", recurse: false).ShouldBe(["p5.toml"]);
    }

    [Fact]
    public void Find_Recurse_SkipsWhatIsNotAProject()
    {
        WriteAll(
            "p5.toml", "b/Pulumi.yml", "a/x/Pulumi.a.b.yaml", "a/Pulumi.yaml",
            ".git/Pulumi.yaml", "a/node_modules/m/Pulumi.yaml", "a/bin/p5.toml", "b/obj/p5.toml");

        Find("", recurse: true).ShouldBe(["p5.toml", "a/Pulumi.yaml", "a/x/Pulumi.a.b.yaml", "b/Pulumi.yml"]);
    }

    [Fact]
    public void Find_LinkToFolder_IsNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making a link on Windows needs a privilege.");
        WriteAll("a/Pulumi.yaml");
        Directory.CreateSymbolicLink(PathOf("a/loop"), PathOf("a"));

        Find("", recurse: true).ShouldBe(["a/Pulumi.yaml"]);
    }

    [Fact]
    public void Find_File_GivesItAsItIs() => Find("none.toml", recurse: true).ShouldBe(["none.toml"]);

    [Theory]
    [InlineData(false, "it has no p5.toml")]
    [InlineData(true, "it and the folders below it have no p5.toml")]
    public void Find_NothingThere_IsAnError(bool recurse, string reason)
    {
        Find("", recurse, expectErrors: true).ShouldBeEmpty();

        P5Exception error = _errors.ShouldHaveSingleItem();
        error.ErrorId.ShouldBe(ErrorIds.WorkspaceNotFound);
        error.Message.ShouldContain(reason);
    }

    [Fact]
    public void Find_FolderThatCannotBeRead_HidesNoOther()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || System.Environment.IsPrivilegedProcess,
            "Root reads every folder, and Windows has no such mode.");
        WriteAll("a/Pulumi.yaml", "locked/Pulumi.yaml", "z/Pulumi.yaml");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf("locked"), UnixFileMode.None);
            Find("", recurse: true, expectErrors: true).ShouldBe(["a/Pulumi.yaml", "z/Pulumi.yaml"]);
            File.SetUnixFileMode(
                PathOf("locked"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _errors.ShouldHaveSingleItem().Message.ShouldContain("locked: the folder cannot be read");
    }

    [Fact]
    public void Find_FolderWithTooLongAPath_HidesNoOther()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), UnreadableFolder.WindowsReason);
        WriteAll("a/Pulumi.yaml", "z/Pulumi.yaml");
        using var unreadable = new UnreadableFolder(PathOf("m"));

        Find("", recurse: true, expectErrors: true).ShouldBe(["a/Pulumi.yaml", "z/Pulumi.yaml"]);

        // The message is longer than what is shown of one.
        _errors.ShouldHaveSingleItem().Message.ShouldStartWith(PathOf("m"));
    }

    private void WriteAll(params string[] names)
    {
        foreach (string name in names)
        {
            Write(name, "");
        }
    }

    private string[] Find(string path, bool recurse, bool expectErrors = false)
    {
        string[] files =
        [
            .. ConfigFiles.Find(Path.TrimEndingDirectorySeparator(PathOf(path)), recurse, _errors.Add)
                .Select(file => Path.GetRelativePath(PathOf(""), file).Replace('\\', '/')),
        ];
        _errors.Count.ShouldBe(expectErrors ? 1 : 0);
        return files;
    }
}
