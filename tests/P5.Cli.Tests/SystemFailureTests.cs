namespace P5.Cli.Tests;

/// <summary>If the system denies a file or an output, p5env prints its own message and no stack trace.</summary>
public sealed class SystemFailureTests
{
    [Theory]
    [InlineData("exec \"$@\" >/dev/full", 1, "The output cannot be written: No space left on device")]
    [InlineData("ulimit -n 40; exec \"$@\"", 1, "Too many files are open: ")]
    [InlineData("exec \"$@\" >/dev/full 2>/dev/full", 1, null)]
    [InlineData("exec \"$@\" >&- 2>&-", 1, null)]
    [InlineData("exec \"$@\" 2>/dev/full", 0, null)]
    public async Task Export_OutputOrFilesAreRefused_EndsWithAMessage(string script, int exitCode, string? message)
    {
        Needs.Linux();
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");

        RunResult result = await workspace.RunProgramAsync(
            "sh", ["-c", script, "sh", Workspace.P5Env, "export", "-s", "dev"]);

        result.ExitCode.ShouldBe(exitCode);
        ShouldBeAMessage(result.Error, message);
    }

    [Theory]
    [MemberData(nameof(ClosedOutputTests.Commands), MemberType = typeof(ClosedOutputTests))]
    public async Task Output_IsClosedOrForReading_SaysWhatToDo(string line)
    {
        Needs.Unix();
        using Workspace workspace = ClosedOutputTests.NewWorkspace();
        foreach (string redirection in (string[])[">&-", "1</dev/null"])
        {
            RunResult result = await workspace.RunProgramAsync(
                "sh", ["-c", $"exec \"$@\" {redirection}", "sh", Workspace.P5Env, .. line.Split(' ')]);

            result.ExitCode.ShouldBe(1, result.Error);
            result.Error.ShouldEndWith(
                "p5env: error: The output cannot be written: standard output is closed, or opened for reading only.\n"
                + "p5env:   Redirect standard output to a file, a pipe or /dev/null.\n");
        }
    }

    [Theory]
    [InlineData("TMPDIR", "/proc")]
    [InlineData("TMPDIR", "/nonexistent/p5")]
    [InlineData("TMPDIR", "relative")]
    [InlineData("HOME", "/proc")]
    [InlineData("HOME", "relative")]
    [InlineData("XDG_STATE_HOME", "/proc")]
    public async Task Exec_FolderCannotBeUsed_RunsTheCommand(string variable, string value)
    {
        Needs.Linux();
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");
        workspace.Environment[variable] = value;

        RunResult result = await workspace.ExecAsync("printenv", "TOKEN");

        result.ShouldSucceed().ShouldBe("abc123\n");
    }

    [Theory]
    [InlineData("Tomlyn.dll")]
    [InlineData("P5.Host.dll")]
    [InlineData("System.CommandLine.dll")]
    [InlineData("P5.GoPlugin.dll")]
    public async Task Export_FileOfItsFolderIsMissing_NamesIt(string file)
    {
        string folder = Path.GetDirectoryName(Workspace.P5Env)!;
        Assert.SkipUnless(File.Exists(Path.Join(folder, file)), "the published p5env is one file");
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");
        string copy = Directory.CreateDirectory(workspace.PathOf("copy")).FullName;
        foreach (string part in Directory.GetFiles(folder).Where(part => Path.GetFileName(part) != file))
        {
            File.Copy(part, Path.Join(copy, Path.GetFileName(part)));
        }

        RunResult result = await workspace.RunProgramAsync(
            Path.Join(copy, Path.GetFileName(Workspace.P5Env)), ["export", "-s", "dev"]);

        result.ExitCode.ShouldBe(1);
        ShouldBeAMessage(result.Error, $"p5env's folder is incomplete: {Path.Join(copy, file)} is missing.");
    }

    [Theory]
    [InlineData("export")]
    [InlineData("check")]
    public async Task Command_CurrentFolderWasDeleted_EndsWithAMessage(string command)
    {
        Needs.Linux();
        using Workspace workspace = Workspace.WithVariables();
        const string Script = "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"";

        RunResult result = await workspace.RunProgramAsync("sh", ["-c", Script, "sh", Workspace.P5Env, command]);

        result.ExitCode.ShouldBe(1);
        ShouldBeAMessage(result.Error, "The current folder does not exist.");
    }

    private static void ShouldBeAMessage(string error, string? message)
    {
        error.ShouldNotContain("   at ");
        error.ShouldNotContain("Unhandled");
        if (message is not null)
        {
            error.ShouldStartWith($"p5env: error: {message}");
        }
    }
}
