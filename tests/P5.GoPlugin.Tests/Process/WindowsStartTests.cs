using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class WindowsStartTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a\tb", "\"a\tb\"")]
    [InlineData(@"a\b", @"a\b")]
    [InlineData(@"a\", @"a\")]
    [InlineData(@"a b\", @"""a b\\""")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\\"b", "\"a\\\\\\\"b\"")]
    [InlineData("\"", "\"\\\"\"")]
    [InlineData("%PATH%", "%PATH%")]
    public void CommandLine_Argument_IsQuotedIfNeeded(string argument, string expected) =>
        WindowsStart.CommandLine(@"C:\a b\p.exe", [argument, "end"])
            .ShouldBe($"\"C:\\a b\\p.exe\" {expected} end");

    [Fact]
    public void EnvironmentBlock_Variables_AreSortedWithoutCase() =>
        WindowsStart.EnvironmentBlock(new Dictionary<string, string?>
        {
            ["b"] = "2",
            ["A"] = "",
            ["C"] = null,
            ["_"] = "a=b",
        }).ShouldBe("A=\0b=2\0_=a=b\0\0");

    [Fact]
    public void EnvironmentBlock_Nothing_HasTwoEnds() =>
        WindowsStart.EnvironmentBlock(new Dictionary<string, string?>()).ShouldBe("\0\0");

    [Fact]
    public async Task Run_Arguments_AreThoseOfTheProgram()
    {
        string[] arguments =
        [
            "plain", "", "a b", "\"", "a\"b", @"c:\dir\", @"c:\a dir\", "\\\"", "a\\\\\"b", "\"\"", "ü €", "\t",
            "&|<>^",
        ];
        SkipUnlessWindows();

        (string output, int exitCode) = await RunAsync(
            ThisProgram.File, [CommandStartTests.ShowArguments, .. arguments]);

        output.ShouldBe(string.Concat(arguments.Select(argument => $"[{argument}]\n")));
        exitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    [InlineData(70_000)]
    [InlineData(-1)]
    [InlineData(unchecked((int)0xC0000005))]
    public async Task Run_ProgramEndsAtOnce_ExitCodeIsKnown(int exitCode)
    {
        SkipUnlessWindows();

        (await RunShellAsync($"exit {exitCode}")).ExitCode.ShouldBe(exitCode);
    }

    [Fact]
    public async Task Run_EnvironmentAndFolder_AreTheGivenOnes()
    {
        SkipUnlessWindows();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gpt-");
        string value = new('x', 32_000);

        (string output, _) = await RunShellAsync(
            "cd & set START_",
            folder.FullName,
            variables =>
            {
                variables["START_LONG"] = value;
                variables["START_a"] = "first";
                variables["start_A"] = "last";
            });

        output.Split('\n').ShouldBe([folder.FullName, "START_a=last", $"START_LONG={value}", ""]);
        folder.Delete();
    }

    [Fact]
    public async Task Run_ManyAtOnce_PipesEndWithTheirProgram()
    {
        SkipUnlessWindows();
        Task<(string, int)>[] ending = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunShellAsync("exit 3")))];
        Task<ChildProcess>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(JobHost.StartWaiting))];

        (await Task.WhenAll(ending).WaitAsync(TestTimeout.Default)).ShouldAllBe(result => result.Item2 == 3);

        foreach (ChildProcess child in await Task.WhenAll(waiting))
        {
            child.HasExited.ShouldBeFalse();
            child.KillTree("waiting", NullLogger.Instance);
            (await child.Exited.WaitAsync(TestTimeout.Default)).ShouldBe(-1);
            child.Dispose();
        }
    }

    private static void SkipUnlessWindows() =>
        Assert.SkipUnless(OperatingSystem.IsWindows(), "other systems start programs in another way");

    private static Task<(string Output, int ExitCode)> RunShellAsync(
        string command, string? folder = null, Action<IDictionary<string, string?>>? change = null) =>
        RunAsync(Path.Combine(Environment.SystemDirectory, "cmd.exe"), ["/d", "/c", command], folder, change);

    private static async Task<(string Output, int ExitCode)> RunAsync(
        string file,
        string[] arguments,
        string? folder = null,
        Action<IDictionary<string, string?>>? change = null)
    {
        using var child = ChildProcess.Start(file, arguments, folder, change ?? (_ => { }));
        using var output = new StreamReader(child.StandardOutput);
        string text = await output.ReadToEndAsync().WaitAsync(TestTimeout.Default);
        return (text.ReplaceLineEndings("\n"), await child.Exited.WaitAsync(TestTimeout.Default));
    }
}
