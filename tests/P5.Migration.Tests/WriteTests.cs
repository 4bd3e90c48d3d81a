using P5.Host;

namespace P5.Migration.Tests;

public sealed class WriteTests : ConverterTestBase
{
    private const string Old = "\uFEFF[plugins.a]\r\nsource = './a' # é\r\n";
    private const string New = "\uFEFF[plugins.a]\r\ncmd = './a/a' # é\r\n";

    private string Target => PathOf("p5.toml");

    [Fact]
    public void Write_InPlace_ReplacesTheFileAndKeepsABackup()
    {
        ConfigConverter.Write(ConvertOld());

        Read(Target).ShouldBe(New);
        Read(Target + ".bak").ShouldBe(Old);
        Files().ShouldBe(["p5.toml", "p5.toml.bak"]);
    }

    [Fact]
    public void Write_NothingChanged_TouchesNothing()
    {
        ConfigConversion conversion = Convert("[plugins.a]\ncmd = 'a'");
        DateTime longAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Target, longAgo);

        ConfigConverter.Write(conversion);

        Files().ShouldBe(["p5.toml"]);
        File.GetLastWriteTimeUtc(Target).ShouldBe(longAgo);
    }

    [Fact]
    public void Write_NewDestination_LeavesTheOldFile()
    {
        ConfigConverter.Write(ConvertOld(), PathOf("new.toml"));

        Read(PathOf("new.toml")).ShouldBe(New);
        Read(Target).ShouldBe(Old);
        Files().ShouldBe(["new.toml", "p5.toml"]);
    }

    [Fact]
    public void Write_ExistingDestination_KeepsABackupOfIt()
    {
        string destination = Write("new.toml", "before");

        ConfigConverter.Write(ConvertOld(), destination);

        Read(destination).ShouldBe(New);
        Read(destination + ".bak").ShouldBe("before");
    }

    [Theory]
    [InlineData(
        "Pulumi.yaml",
        "\uFEFFp5: {plugins: {a: {source: ./a}}} # é\r\n",
        "\uFEFFp5: {plugins: {a: {cmd: ./a/a}}} # é\r\n")]
    [InlineData(
        "Pulumi.dev.yaml",
        "\uFEFFconfig: {p5:plugins:a: {é: 1}}\r\n",
        "\uFEFFconfig: {p5:plugins: {a: {config: {é: 1}}}}\r\n")]
    public void Write_PulumiFile_IsReplacedAsTomlIs(string name, string before, string after)
    {
        ConfigConverter.Write(ConvertFile(name, before));

        Read(PathOf(name)).ShouldBe(after);
        Read(PathOf(name + ".bak")).ShouldBe(before);
        Files().ShouldBe([name, name + ".bak"]);
    }

    [Fact]
    public void Write_FileChangedMeanwhile_IsRefused()
    {
        ConfigConversion conversion = ConvertOld();
        Write("p5.toml", "edited");

        P5Exception error = Should.Throw<P5Exception>(() => ConfigConverter.Write(conversion));

        error.Message.ShouldBe($"{Target}: The file changed after it was read, so it was not overwritten.");
        Read(Target).ShouldBe("edited");
        Files().ShouldBe(["p5.toml"]);
    }

    [Fact]
    public void Write_FileDeletedMeanwhile_IsRefused()
    {
        ConfigConversion conversion = ConvertOld();
        File.Delete(Target);

        Should.Throw<P5Exception>(() => ConfigConverter.Write(conversion)).ErrorId.ShouldBe(ErrorIds.ConfigInvalid);

        Files().ShouldBeEmpty();
    }

    [Fact]
    public void Write_NoSuchFolder_IsAnError() =>
        Should.Throw<P5Exception>(() => ConfigConverter.Write(ConvertOld(), PathOf("none/new.toml"))).Message
            .ShouldStartWith($"{PathOf("none/new.toml")}: The file cannot be written: ");

    private ConfigConversion ConvertOld() => Convert(Old);

    // ReadAllText would take the byte order mark away.
    private static string Read(string path) => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(path));

    private IEnumerable<string?> Files() =>
        Directory.EnumerateFileSystemEntries(PathOf("")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
