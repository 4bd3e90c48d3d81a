using System.Diagnostics;
using System.Globalization;

namespace P5.Cli.Tests;

/// <summary>The command takes p5env's place: it must find what it would find if it had been called directly.</summary>
public sealed class ExecReplacementTests
{
    // A value that is no UTF-8 text; only a shell can hand it on, the tests' own strings cannot.
    private const string OddEnvironment = "P5_BYTES=$(printf 'a\\377\\376b'); export P5_BYTES; exec \"$@\"";

    [Fact]
    public async Task Exec_Environment_IsTheCallersToTheByte()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();
        workspace.Environment["P5_EMPTY"] = "";
        workspace.Environment["P5_LINES"] = "one\ntwo=2\n";
        workspace.WriteExecutable("dump", "#!/bin/sh\nenv | od -An -tx1\n");

        RunResult direct = await workspace.RunProgramAsync("sh", ["-c", OddEnvironment, "sh", "./dump"]);
        RunResult through = await workspace.RunProgramAsync(
            "sh", ["-c", OddEnvironment, "sh", Workspace.P5Env, "exec", "-s", "dev", "./dump"]);

        direct.ShouldSucceed().ReplaceLineEndings("").ShouldContain("61 ff fe 62");
        through.ShouldSucceed().ShouldBe(direct.Output);
    }

    [Theory]
    [InlineData("exec \"$@\"")]
    [InlineData("trap '' HUP INT QUIT USR1 ALRM 36; exec \"$@\"")]
    [InlineData("exec env --ignore-signal=CHLD \"$@\"")] // Not every shell can ignore it.
    [InlineData("exec \"$@\" <&-")]
    public async Task Exec_SignalsAndFiles_AreInheritedAsWithoutP5Env(string caller)
    {
        Needs.Linux();
        using Workspace workspace = Workspace.WithPlugin(Programs.DevEnv);
        workspace.WriteExecutable("dump", "#!/bin/sh\ngrep -E '^Sig(Blk|Ign):' /proc/self/status\nls /proc/self/fd\n");

        RunResult direct = await workspace.RunProgramAsync("sh", ["-c", caller, "sh", "./dump"]);
        RunResult through = await workspace.RunProgramAsync(
            "sh", ["-c", caller, "sh", Workspace.P5Env, "exec", "-s", "dev", "./dump"]);

        // .NET ignores SIGPIPE (13) for itself and for what it starts, these tests' programs too.
        through.ShouldSucceed().ShouldBe(WithoutIgnored(direct.ShouldSucceed(), 13));
    }

    /// <summary>Removes signals from the ignored ones of a process's status.</summary>
    internal static string WithoutIgnored(string dump, params int[] signals)
    {
        string[] lines = dump.Split('\n');
        int i = Array.FindIndex(lines, line => line.StartsWith("SigIgn:\t", StringComparison.Ordinal));
        ulong mask = ulong.Parse(lines[i].AsSpan(8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        foreach (int signal in signals)
        {
            mask &= ~(1UL << (signal - 1));
        }

        lines[i] = string.Create(CultureInfo.InvariantCulture, $"SigIgn:\t{mask:x16}");
        return string.Join('\n', lines);
    }

    [Fact]
    public async Task Exec_OutputIsOneFile_CommandWritesAfterP5Env()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.RunProgramAsync(
            "sh", ["-c", "\"$0\" exec -v -s dev echo done > log 2>&1; cat log", Workspace.P5Env]);

        result.ShouldSucceed().ShouldStartWith("p5env: stack dev, read ");
        result.Output.ShouldEndWith("\ndone\n");
    }

    [Fact]
    public async Task Exec_ReaderOfAPipeGoes_WriterEnds()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync("sh", "-c", "yes | head -n 1");

        result.ShouldSucceed().ShouldBe("y\n");
    }

    [Fact]
    public async Task Exec_Process_IsTheOneThatWasStarted()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();
        using System.Diagnostics.Process process = workspace.Start(
            Workspace.P5Env, "exec", "-s", "dev", "sh", "-c", "echo $$; pwd");

        RunResult result = await Programs.EndAsync(process);

        string[] lines = result.ShouldSucceed().Split('\n');
        lines[0].ShouldBe($"{process.Id}");
        lines[1].ShouldEndWith(workspace.Root); // macOS puts /private before it
    }

    [Fact]
    public async Task Exec_TemporaryFiles_AreGoneWhenTheCommandRuns()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithPlugin(Programs.DevEnv);

        // The user's one folder for the folders of all plugins stays, and it is empty.
        RunResult result = await workspace.ExecAsync(
            "find", workspace.Temporary, "-mindepth", "1", "-not", "-name", "goplugin-*");

        result.ShouldSucceed().ShouldBe("");
    }

    [Fact]
    public async Task Exec_TemporaryFolderIsMissing_CommandRuns()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();
        workspace.Environment["TMPDIR"] = workspace.PathOf("missing");

        RunResult result = await workspace.ExecAsync("echo", "ran");

        result.ShouldSucceed().ShouldBe("ran\n");
    }

    [Fact]
    public async Task Exec_Plugins_AreGoneWhenTheCommandRuns()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithPlugin("./plugin");
        workspace.WriteExecutable("plugin", $"#!/bin/sh\necho $$ > pid\nexec '{Programs.DevEnv}'\n");

        RunResult result = await workspace.ExecAsync(
            "sh", "-c", "test -s pid && ! kill -0 $(cat pid) 2>/dev/null && echo gone");

        result.ShouldSucceed().ShouldBe("gone\n");
    }

    [Fact]
    public async Task Exec_CommandLeavesAProcess_ItContinues()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithPlugin(Programs.DevEnv);
        RunResult result = await workspace.ExecAsync("sh", "-c", "sleep 60 </dev/null >/dev/null 2>&1 & echo $!");
        int left = int.Parse(result.ShouldSucceed(), CultureInfo.InvariantCulture);

        (await workspace.ExecAsync("true")).ShouldSucceed();

        Processes.IsAlive(left).ShouldBeTrue();
        using var process = Process.GetProcessById(left);
        process.Kill();
        await Processes.EndedAsync(left);
    }

    [Fact]
    public async Task Exec_ScriptWithAFolderInItsName_SeesTheNameAsGiven()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();
        workspace.WriteExecutable("script", "#!/bin/sh\necho \"$0\"\n");

        RunResult result = await workspace.ExecAsync("./script");

        result.ShouldSucceed().ShouldBe("./script\n");
    }

    [Fact]
    public async Task Exec_ArgumentZero_IsTheNameAsGiven()
    {
        Needs.Linux();
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync("cat", "/proc/self/cmdline");

        result.ShouldSucceed().ShouldBe("cat\0/proc/self/cmdline\0");
    }

    [Fact]
    public async Task Exec_InterpreterMissing_Ends126AndSaysSo()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();
        workspace.WriteExecutable("script", "#!/no/such/interpreter\n");

        RunResult result = await workspace.ExecAsync("./script");

        result.ExitCode.ShouldBe(126);
        result.Error.ShouldStartWith("p5env: error: './script' cannot be executed: ");
        result.Error.ShouldContain("interpreter");
    }

    [Fact]
    public async Task Exec_OnATerminal_WritesNoControlSequences()
    {
        Needs.Linux();
        Assert.SkipUnless(
            File.Exists("/usr/bin/script"), "script(1), which gives a program a terminal, is not installed.");
        using Workspace workspace = Workspace.WithPlugin(Programs.DevEnv);

        RunResult result = await workspace.RunProgramAsync(
            "/usr/bin/script", ["-q", "-e", "-c", $"'{Workspace.P5Env}' exec -v -s dev -- echo done", "/dev/null"]);

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("ext returned");
        result.Output.ShouldContain("done");
        result.Output.ShouldNotContain("\e");
    }
}
