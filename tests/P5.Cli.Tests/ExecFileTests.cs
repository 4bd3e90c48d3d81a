using System.Diagnostics;
using System.Globalization;

namespace P5.Cli.Tests;

/// <summary><c>p5env exec</c> with variables that are files: p5env stays, to delete them after the command.</summary>
public sealed class ExecFileTests : IDisposable
{
    private const string Content = "apiVersion: v1\ntoken: hunter2-file\n";

    private readonly Workspace _workspace = new();

    public ExecFileTests()
    {
        Needs.Unix();
        _workspace.Environment["XDG_STATE_HOME"] = _workspace.PathOf("state");
        _workspace.Environment["XDG_RUNTIME_DIR"] = null;
        _workspace.Write("p5.toml", $"""
            [plugins.env]
            files = ["KUBECONFIG"]
            [plugins.env.config.vars]
            KUBECONFIG = '''
            {Content}'''
            OTHER = "value"
            """);
    }

    private string[] Left => Directory.Exists(_workspace.PathOf("state/p5/files"))
        ? Directory.GetFileSystemEntries(_workspace.PathOf("state/p5/files"))
        : [];

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Exec_File_IsTheCommandsAndGoneAfterIt()
    {
        RunResult result = await _workspace.ExecAsync(
            "sh", "-c", "cat \"$KUBECONFIG\"; ls -l \"$KUBECONFIG\" | cut -c1-10; echo \"$OTHER $KUBECONFIG\"");

        string[] lines = result.ShouldSucceed().Split('\n');
        string.Join('\n', lines[..2]).ShouldBe(Content.TrimEnd('\n'));
        lines[2].ShouldBe("-rw-------");
        lines[3].ShouldStartWith($"value {_workspace.PathOf("state/p5/files")}/");
        lines[3].ShouldEndWith("/KUBECONFIG-1");
        result.Error.ShouldBe("");
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Exec_Verbose_ShowsThePathAndNoContent()
    {
        RunResult result = await _workspace.RunAsync("exec", "-v", "-s", "dev", "true");

        result.ExitCode.ShouldBe(0);
        result.Error.ShouldContain("p5env: KUBECONFIG is a file until the command ends: ");
        result.Error.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("exit 130", 130)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -INT $$", 130)]
    public async Task Exec_EndOfTheCommand_IsThatOfP5Env(string script, int expected)
    {
        RunResult result = await _workspace.ExecAsync("sh", "-c", script);

        result.ShouldBe(new RunResult(expected, "", ""));
        Left.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    [InlineData("ALRM")]
    [InlineData("XCPU")]
    [InlineData("XFSZ")]
    [InlineData("VTALRM")]
    [InlineData("PROF")]
    [InlineData("IO")]
    [InlineData("PWR")]
    [InlineData("16")] // SIGSTKFLT
    [InlineData("36")]
    [InlineData("64")]
    public async Task Signal_ToP5EnvAlone_IsPassedToTheCommand(string name)
    {
        Needs.Linux(); // Elsewhere, some of them have other names, or do not exist.
        using Process process = _workspace.Start(
            Workspace.P5Env,
            "exec",
            "-s",
            "dev",
            "sh",
            "-c",
            $"trap 'echo caught; exit 7' {name}; echo ready; while :; do read -r line || exit 9; done");
        string? ready = await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default);
        ready.ShouldBe("ready");

        (await _workspace.RunProgramAsync("sh", ["-c", $"kill -{name} {process.Id}"])).ShouldSucceed();

        (await Programs.EndAsync(process)).ShouldBe(new RunResult(7, "caught\n", ""));
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signal_EndsTheCommand_ExitCodeIsItsNumber()
    {
        using Process process = StartWaiting();
        (await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default)).ShouldNotBeNull();

        (await _workspace.RunProgramAsync("sh", ["-c", $"kill -ALRM {process.Id}"])).ShouldSucceed();

        (await Programs.EndAsync(process)).ExitCode.ShouldBe(128 + 14);
        Left.ShouldBeEmpty();
    }

    // The shell would wait for ever for a p5env that waits for a stopped command.
    [Fact]
    public async Task Exec_CommandStopsItself_P5EnvStopsToo_AndTheShellContinuesBoth()
    {
        Needs.Linux();
        const string Shell = "set -m; \"$@\"; echo stopped; fg >fg; echo $?";
        const string Command = "grep ^SigCgt: /proc/$PPID/status; kill -STOP $$; exit 5";

        RunResult result = await _workspace.RunProgramAsync(
            "bash", ["-c", Shell, "bash", Workspace.P5Env, "exec", "-s", "dev", "sh", "-c", Command]);

        string[] lines = result.Output.Split('\n');
        lines[1..].ShouldBe(["stopped", "5", ""]);
        Left.ShouldBeEmpty();

        // .NET's handler would set the terminal, also in the background, where the system stops the command for it.
        const long Continue = 1L << (18 - 1);
        (Convert.ToInt64(lines[0].Split('\t')[1], 16) & Continue).ShouldBe(0);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Kill_OfP5Env_LeavesTheFileForTheNextRun()
    {
        using Process process = StartWaiting();
        int command = int.Parse(
            (await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default))!,
            CultureInfo.InvariantCulture);
        string file = (await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default))!;

        // The file of a running p5env is not touched.
        (await _workspace.ExecAsync("true")).ShouldSucceed();
        (await File.ReadAllTextAsync(file)).ShouldBe(Content);

        process.Kill();
        await process.WaitForExitAsync().WaitAsync(TestTimeout.Default);
        Processes.IsAlive(command).ShouldBeTrue();
        File.Exists(file).ShouldBeTrue();

        (await _workspace.ExecAsync("true")).ShouldSucceed();

        Left.ShouldBeEmpty();
        using var left = Process.GetProcessById(command);
        left.Kill();
    }

    // Some network file systems have no locks: then it is not known whether a file is in use.
    [Fact]
    public async Task Exec_WithoutLocks_KeepsTheFilesOfOthers()
    {
        using Process process = StartWaiting();
        await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default);
        string file = (await process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default))!;

        _workspace.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "true";
        (await _workspace.ExecAsync("true")).ShouldSucceed();

        (await File.ReadAllTextAsync(file)).ShouldBe(Content);
        process.StandardInput.Close();
        (await Programs.EndAsync(process)).ExitCode.ShouldBe(9);
    }

    [Theory]
    [InlineData("exec \"$@\"")]
    [InlineData("trap '' HUP INT QUIT USR1 USR2 ALRM XCPU 36; exec \"$@\"")]
    public async Task Exec_SignalsAndDescriptors_AreTheSameAsWithoutFiles(string caller)
    {
        Needs.Linux();
        _workspace.WriteExecutable("dump", "#!/bin/sh\ngrep -E '^Sig(Blk|Ign):' /proc/self/status\nls /proc/self/fd\n");

        RunResult with = await RunAsync();
        _workspace.Write("p5.toml", "[plugins.env.config]\nvars = {}\n");
        RunResult without = await RunAsync();

        // The C library ignores its two own signals (32 and 33) in what posix_spawn starts, until that has its own.
        ExecReplacementTests.WithoutIgnored(with.ShouldSucceed(), 32, 33).ShouldBe(without.ShouldSucceed());

        Task<RunResult> RunAsync() => _workspace.RunProgramAsync(
            "sh", ["-c", caller, "sh", Workspace.P5Env, "exec", "-s", "dev", "./dump"]);
    }

    // A value that is no UTF-8 text; only a shell can hand it on, the tests' own strings cannot.
    [Fact]
    public async Task Exec_Environment_IsTheCallersToTheByte()
    {
        RunResult result = await _workspace.RunProgramAsync(
            "sh",
            [
                "-c", "P5_BYTES=$(printf 'a\\377\\376b'); export P5_BYTES; exec \"$@\"", "sh", Workspace.P5Env, "exec",
                "-s", "dev", "sh", "-c", "printf %s \"$P5_BYTES\" | od -An -tx1",
            ]);

        result.ShouldSucceed().Trim().ShouldBe("61 ff fe 62");
    }

    // As a daemon that leaves its children to the system. The command is run by p5env, and a program by the plugin.
    [Fact]
    public async Task Exec_CallerIgnoresTheEndOfChildren_ExitCodeIsTheCommands()
    {
        Needs.Linux(); // env(1) has no such option elsewhere, and not every shell can ignore the signal.
        WriteWrapper("COPY");

        RunResult result = await _workspace.RunProgramAsync(
            "env", ["--ignore-signal=CHLD", Workspace.P5Env, "exec", "-s", "dev", "sh", "-c", "exit 6"]);

        result.ShouldBe(new RunResult(6, "", ""));
        Left.ShouldBeEmpty();
    }

    // A plugin that gets the path of a file may return it in variables of its own.
    [Theory]
    [InlineData("COPY")]
    [InlineData("KUBECONFIG")]
    public async Task Exec_LaterPluginReturnsThePath_FileExistsUntilTheCommandEnds(string variable)
    {
        WriteWrapper(variable);

        RunResult result = await _workspace.ExecAsync(
            "sh", "-c", $"cat \"${variable}\"; test \"${variable}\" = \"$KUBECONFIG\" && echo same");

        result.Output.ShouldBe($"{Content}same\n");
        result.ExitCode.ShouldBe(0, result.Error);
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_LaterPluginReturnsThePathInItsPlace_IsRefused()
    {
        WriteWrapper("KUBECONFIG");

        RunResult result = await _workspace.RunAsync("export", "-s", "dev");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldEndWith(
            "p5env: error: KUBECONFIG of plugin 'wrap' contains the path of another plugin's file, which P5 deletes, "
            + "so it cannot be exported.\np5env:   Run the command that needs them with 'p5env exec'.\n");
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signal_WhileALaterPluginIsCalled_LeavesNoFile()
    {
        Needs.Linux();
        WriteWrapper("COPY");
        _workspace.WriteExecutable("wrap", "#!/bin/sh\necho $PPID > parent.tmp; mv parent.tmp parent; exec sleep 60\n");
        using Process process = _workspace.Start(
            "sh",
            "-c",
            "\"$@\" & until test -e parent; do sleep 0.1; done; ls state/p5/files/*/; kill -USR1 $!; wait $!",
            "sh",
            Workspace.P5Env,
            "exec",
            "-s",
            "dev",
            "true");

        (await Programs.EndAsync(process)).ShouldBe(new RunResult(128 + 10, "KUBECONFIG-1\n", ""));
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Exec_ScriptWithoutAnInterpreter_RunsInSh()
    {
        _workspace.WriteExecutable("script", "cat \"$KUBECONFIG\"; echo \"$1\"\n");

        (await _workspace.ExecAsync("./script", "an argument")).ShouldSucceed().ShouldBe($"{Content}an argument\n");
    }

    [Fact]
    public async Task Exec_ArgumentZero_IsTheNameAsGiven()
    {
        Needs.Linux();

        (await _workspace.ExecAsync("cat", "/proc/self/cmdline")).ShouldSucceed().ShouldBe("cat\0/proc/self/cmdline\0");
    }

    [Fact]
    public async Task Exec_ReaderOfAPipeGoes_WriterEnds()
    {
        (await _workspace.ExecAsync("sh", "-c", "yes | head -n 1")).ShouldSucceed().ShouldBe("y\n");
    }

    [Theory]
    [InlineData("missing", 127)]
    [InlineData("./no-loader", 126)]
    public async Task Exec_CommandThatCannotRun_LeavesNothing(string command, int expected)
    {
        _workspace.WriteExecutable("no-loader", "#!/no/such/interpreter\n");

        RunResult result = await _workspace.ExecAsync(command);

        result.ExitCode.ShouldBe(expected);
        result.Error.ShouldStartWith("p5env: error: ");
        Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Exec_FileCannotBeWritten_RunsNothing()
    {
        _workspace.Write("state/p5", "no folder");

        RunResult result = await _workspace.ExecAsync("touch", "ran");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldStartWith("p5env: error: The file of KUBECONFIG of plugin 'env' cannot be written: ");
        result.Error.ShouldNotContain("hunter2");
        File.Exists(_workspace.PathOf("ran")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("posix")]
    [InlineData("dotenv")]
    [InlineData("json")]
    [InlineData("github-actions")]
    public async Task Export_File_IsRefusedAndNothingIsPrinted(string format)
    {
        string file = _workspace.Write("github-env", "");
        _workspace.Environment["GITHUB_ENV"] = file;

        RunResult result = await _workspace.RunAsync("export", "-s", "dev", "-f", format);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith(
            "p5env: error: KUBECONFIG of plugin 'env' is a file, which cannot be exported: nothing would delete it.\n"
            + "p5env:   Run the command that needs them with 'p5env exec'.\n");
        (await File.ReadAllTextAsync(file)).ShouldBe("");
        Left.ShouldBeEmpty();
    }

    /// <summary>Adds a plugin that returns the path of the file in a variable.</summary>
    private void WriteWrapper(string variable)
    {
        _workspace.WriteExecutable("wrap", $"#!/bin/sh\necho \"{variable}=$KUBECONFIG\"\n");
        _workspace.Write("p5.toml", $"""
            order = ["kube"]
            [plugins.kube]
            builtin = "env"
            files = ["KUBECONFIG"]
            [plugins.kube.config.vars]
            KUBECONFIG = '''
            {Content}'''
            [plugins.wrap]
            builtin = "command"
            [plugins.wrap.config]
            command = ["./wrap"]
            """);
    }

    /// <summary>
    /// Starts a command that prints its id and the path of its file, and waits for the end of its input.
    /// </summary>
    private Process StartWaiting() => _workspace.Start(
        Workspace.P5Env,
        "exec",
        "-s",
        "dev",
        "sh",
        "-c",
        "echo $$; echo \"$KUBECONFIG\"; while :; do read -r line || exit 9; done");
}
