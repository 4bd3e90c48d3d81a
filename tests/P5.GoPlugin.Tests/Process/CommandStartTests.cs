using System.Diagnostics;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class CommandStartTests : IDisposable
{
    private const string Batch = @"C:\bin\login.cmd";

    /// <summary>The first argument that makes this executable print the others, see <c>Program.cs</c>.</summary>
    internal const string ShowArguments = "show-arguments";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpt-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(@"C:\bin\login.bat", true)]
    [InlineData(@"C:\bin\login.CMD", true)]
    [InlineData(@"C:\bin\login.exe", false)]
    [InlineData(@"C:\bin\login.cmd.exe", false)]
    [InlineData(@"C:\bin\cmd", false)]
    public void IsBatchFile_Extension_Decides(string file, bool expected) =>
        CommandStart.IsBatchFile(file).ShouldBe(expected);

    // What cmd.exe receives after the file. Only plain words have no quotes; a quote never ends alone; '%' is followed
    // by something that expands to nothing.
    [Theory]
    [InlineData("--stack=dev", "\"--stack=dev\"")]
    [InlineData(@"C:\a-b_c.d/e:f@g+h#i", @"C:\a-b_c.d/e:f@g+h#i")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a&calc", "\"a&calc\"")]
    [InlineData("\"&calc", "\"\"\"&calc\"")]
    [InlineData("a\"b\"&calc&\"", "\"a\"\"b\"\"&calc&\"\"\"")]
    [InlineData("%PATH%", "\"%%cd:~,%PATH%%cd:~,%\"")]
    [InlineData("!PATH!^", "\"!PATH!^\"")]
    [InlineData(@"a b\", @"""a b\\""")]
    [InlineData("a\\\"b", "\"a\\\\\"\"b\"")]
    [InlineData("a,b;c", "\"a,b;c\"")]
    [InlineData("ä", "\"ä\"")]
    public void BatchArguments_Argument_IsQuoted(string argument, string expected) =>
        CommandStart.BatchArguments(Batch, [argument])
            .ShouldBe($"/d /e:on /v:off /s /c \"\"{Batch}\" {expected}\"");

    [Fact]
    public void BatchArguments_PercentInTheFile_IsEscaped() =>
        CommandStart.BatchArguments(@"C:\100% free\a.cmd", [])
            .ShouldBe("/d /e:on /v:off /s /c \"\"C:\\100%%cd:~,% free\\a.cmd\"\"");

    [Theory]
    [InlineData("hunter2\r")]
    [InlineData("hunter2\ncalc")]
    [InlineData("hunter2\0")]
    public void BatchArguments_LineBreak_IsRefusedAndNotShown(string argument)
    {
        ArgumentException error = Should.Throw<ArgumentException>(
            () => CommandStart.BatchArguments(Batch, ["a", argument]));

        error.Message.ShouldBe(
            $"Argument 2 of the batch file '{Batch}' contains a line break, which cmd.exe cannot pass.");
    }

    [Fact]
    public void BatchArguments_TooLong_SaysTheLimit() =>
        Should.Throw<ArgumentException>(() => CommandStart.BatchArguments(Batch, [new string('a', 8191)]))
            .Message.ShouldEndWith("cmd.exe accepts 8,191.");

    [Fact]
    public void Create_Program_HasTheArgumentsAsAList()
    {
        ProcessStartInfo start = CommandStart.Create(Programs.Faulty, ["a b", "\""]);

        start.FileName.ShouldBe(Programs.Faulty);
        start.ArgumentList.ShouldBe(["a b", "\""]);
        start.UseShellExecute.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData(". ")] // which Windows ignores at the end of a name
    public Task Create_BatchFile_PassesArgumentsUnchanged(string end) => PassesAsync(
        end,
        ["plain", "", "a b", "a&echo injected", "\"&echo injected", "\"\"&echo injected&\"", "!OS!", "^", "a^b"],
        ["|more", "<nul", ">out", "(a)", @"c:\dir\", @"c:\a dir\", "\\\"", "a\\\\\"b", "a,b;c=d", "--a=b", "ü €"]);

    [Fact]
    public async Task Create_BatchFile_PassesPercentSignsUnchanged()
    {
        Assert.SkipWhen(Wine.IsRunning, "Wine's cmd.exe also expands variables in what it has inserted for %*");
        await PassesAsync("", ["%OS%", "%%OS%%", "100%", "% %", "%~dp0", "%1", "%cd:~,%"]);
    }

    [Fact]
    public async Task StartAsync_BatchFileCannotTakeAnArgument_SaysWhichOne()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has batch files");
        string file = Path.Combine(_folder.FullName, "login.bat");
        await File.WriteAllTextAsync(file, "");
        var options = new PluginClientOptions
        {
            Command = file,
            Arguments = ["hunter2\n"],
            Handshake = new HandshakeConfig("KEY", "value", [1]),
            Mtls = MtlsMode.Never,
        };

        PluginStartException error =
            await Should.ThrowAsync<PluginStartException>(() => PluginClient.StartAsync(options));

        error.Message.ShouldContain("Argument 1");
        error.Message.ShouldNotContain("hunter2");
        error.RecommendedAction.ShouldContain("instead of a batch file");
    }

    /// <summary>Runs a batch file that passes its arguments to a program, which prints them.</summary>
    private async Task PassesAsync(string end, params string[][] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has batch files");
        string file = Path.Combine(_folder.FullName, "100% & more.cmd");
        await File.WriteAllTextAsync(file, $"@\"{ThisProgram.File}\" %*\r\n");

        foreach (string[] some in arguments)
        {
            RunResult result = await Programs.RunAsync(CommandStart.Create(file + end, [ShowArguments, .. some]));

            result.Error.ShouldBeEmpty();
            result.Output.ReplaceLineEndings("\n").ShouldBe(string.Concat(some.Select(argument => $"[{argument}]\n")));
        }
    }
}
