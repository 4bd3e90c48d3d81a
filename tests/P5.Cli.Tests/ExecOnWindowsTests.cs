using System.Text.Json;

namespace P5.Cli.Tests;

/// <summary>What <c>p5env exec</c> does where names of variables have no case and batch files are commands.</summary>
public sealed class ExecOnWindowsTests
{
    public ExecOnWindowsTests() => Needs.Windows();

    // An argument must not become a command of the cmd.exe that runs the file.
    [Theory]
    [InlineData("run.cmd")]
    [InlineData("run.BAT")]
    public async Task Exec_BatchFile_ReceivesItsArgumentsAsTheyAre(string name)
    {
        using Workspace workspace = Workspace.WithVariables();
        workspace.Write(name, $"@\"{Programs.Steps}\" arguments %*\r\n");
        string[] arguments =
        [
            "a b", "a&echo injected", "|more", ">out", "<in", "^", "!PATH!", "(x)", "a,b;c=d", "trailing\\", "",
            "say \"hi\"", "\"&echo injected&\"",
        ];

        RunResult result = await workspace.ExecAsync([$"./{name}", .. arguments]);

        result.ShouldSucceed().ShouldBe(string.Concat(arguments.Select(argument => $"[{argument}]\r\n")));
        File.Exists(workspace.PathOf("out")).ShouldBeFalse();
    }

    [Fact]
    public async Task Exec_PercentSignsForABatchFile_AreNotReplacedByAVariable()
    {
        Assert.SkipWhen(
            Wine.IsRunning, "Wine's cmd.exe does not expand %cd:~,%, which Windows replaces with nothing.");
        using Workspace workspace = Workspace.WithVariables();
        workspace.Write("run.cmd", $"@\"{Programs.Steps}\" arguments %*\r\n");

        RunResult result = await workspace.ExecAsync("./run.cmd", "%PATH%", "100%");

        result.ShouldSucceed().ShouldBe("[%PATH%]\r\n[100%]\r\n");
    }

    [Fact]
    public async Task Exec_BatchFile_ExitCodeIsItsOwn()
    {
        using Workspace workspace = Workspace.WithVariables();
        workspace.Write("run.cmd", "@exit /b 300\r\n");

        RunResult result = await workspace.ExecAsync("./run.cmd");

        result.ShouldBe(new RunResult(300, "", ""));
    }

    [Fact]
    public async Task Exec_LineBreakForABatchFile_IsRefused()
    {
        using Workspace workspace = Workspace.WithVariables();
        string file = workspace.Write("run.cmd", "@echo ran\r\n");

        RunResult result = await workspace.ExecAsync("./run.cmd", "a", "b\nc");

        result.ShouldBe(new RunResult(
            126,
            "",
            $"p5env: error: '{file}' cannot be executed: Argument 2 of the batch file '{file}' contains a line break, "
            + "which cmd.exe cannot pass.\n"));
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("TOOL.exe")]
    [InlineData("other")]
    public async Task Exec_NameWithoutItsExtension_IsFoundOnThePath(string command)
    {
        using Workspace workspace = Workspace.WithVariables();
        workspace.Write("tools/other.cmd", "@echo off\r\necho other\r\n");
        File.Copy(Path.Combine(Environment.SystemDirectory, "cmd.exe"), workspace.PathOf("tools/tool.exe"));
        workspace.Environment["PATH"] = workspace.PathOf("tools");

        RunResult result = await workspace.ExecAsync(command, "/d", "/c", "exit 5");

        result.ShouldBe(command == "other"
            ? new RunResult(0, "other\r\n", "")
            : new RunResult(5, "", ""));
    }

    // The block of a process with two names that differ only in case gives one of them, depending on the program.
    [Fact]
    public async Task Exec_NameThatDiffersOnlyInCase_ReplacesTheVariable()
    {
        using Workspace workspace = Workspace.WithVariables("p5test_name = 'theirs'");
        workspace.Environment["P5TEST_NAME"] = "callers";

        RunResult result = await workspace.ExecAsync("cmd", "/d", "/c", "set P5TEST_");

        result.ShouldSucceed().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=')[1])
            .ShouldBe(["theirs"]);
    }

    // No format of 'p5env export' is for cmd.exe: its 'set' would read these as commands or as other text.
    [Theory]
    [InlineData("%OS%")]
    [InlineData("\"&echo injected&\"")]
    [InlineData("^!PATH!^")]
    [InlineData("one\ntwo")]
    public async Task Exec_CommandInterpreter_HasValuesThatItCannotQuote(string value)
    {
        using Workspace workspace = Workspace.WithVariables($"P5TEST_A = {JsonSerializer.Serialize(value)}");

        RunResult result = await workspace.ExecAsync("cmd", "/d", "/c", Programs.Steps, "variables", "P5TEST_A");

        result.ShouldSucceed().ShouldBe($"[{value}]\r\n");
    }

    // The whole block has had no limit since Windows Vista.
    [Fact]
    public async Task Exec_LongestValuesThatWindowsAccepts_ReachTheCommand()
    {
        string value = new('x', 32_766);
        using Workspace workspace = Workspace.WithVariables($"P5TEST_A = '{value}', P5TEST_B = '{value}'");

        RunResult result = await workspace.ExecAsync(Programs.Steps, "variables", "P5TEST_A,P5TEST_B");

        result.ShouldSucceed().ShouldBe($"[{value}] [{value}]\r\n");
    }

    [Fact]
    public async Task Exec_ValueThatIsTooLong_IsNamedAndNothingRuns()
    {
        using Workspace workspace = Workspace.WithVariables($"P5TEST_A = '{new string('x', 32_767)}'");

        RunResult result = await workspace.ExecAsync(Programs.Steps, "create", "ran");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldStartWith(
            "p5env: error: Plugin 'env' returned a value for 'P5TEST_A' of 32767 characters; Windows accepts 32766.\n");
        File.Exists(workspace.PathOf("ran")).ShouldBeFalse();
    }
}
