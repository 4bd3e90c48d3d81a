using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace P5.Cli.Tests;

/// <summary>Signals that come before the command runs, and while it runs.</summary>
public sealed partial class InterruptionTests
{
    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigQuit = 3;
    private const int SigKill = 9;
    private const int SigAlarm = 14;
    private const int SigTerm = 15;

    // Whoever waits for a process that it started wakes when the file is there, and whole.
    private const string WriteProcessId = "echo $$ > pid.tmp; mv pid.tmp pid";

    [Theory]
    [InlineData("exec", SigInt, 130)]
    [InlineData("exec", SigTerm, 143)]
    [InlineData("exec", SigHup, 129)]
    [InlineData("exec", SigQuit, 131)]
    [InlineData("exec", SigAlarm, 142)]
    [InlineData("export", SigInt, 130)]
    public async Task Signal_WhilePluginsAreAsked_EndsThemAndP5Env(string command, int signal, int expected)
    {
        Needs.Unix();
        using var workspace = new Workspace();
        workspace.WriteExecutable("slow", $"#!/bin/sh\n{WriteProcessId}\nexec '{Programs.Faulty}' silent\n");
        workspace.Write("p5.toml", $"""
            order = ["first", "slow"]

            [plugins.first]
            {Workspace.PluginKeys(Programs.DevEnv)}
            [plugins.slow]
            {Workspace.PluginKeys("./slow")}
            """);

        string[] own = command == "exec" ? ["touch", "ran"] : [];
        (RunResult result, int plugin) = await InterruptAsync(workspace, signal, [command, "-s", "dev", .. own]);

        result.ShouldBe(new RunResult(expected, "", ""));
        Processes.IsAlive(plugin).ShouldBeFalse();
        File.Exists(workspace.PathOf("ran")).ShouldBeFalse();
        workspace.SocketFolders.ShouldBeEmpty("a socket folder is left");
    }

    [Fact]
    public async Task Signal_WhileABuiltinPluginRunsACommand_EndsItAndP5Env()
    {
        Needs.Unix();
        using var workspace = new Workspace();
        workspace.WriteExecutable("slow", $"#!/bin/sh\n{WriteProcessId}\nexec sleep 60\n");
        workspace.Write("p5.toml", $"[plugins.env.config]\ntype = 'exec'\ncmd = '{workspace.PathOf("slow")}'\n");

        (RunResult result, int plugin) = await InterruptAsync(workspace, SigInt, ["exec", "-s", "dev", "touch", "ran"]);

        result.ShouldBe(new RunResult(130, "", ""));
        Processes.IsAlive(plugin).ShouldBeFalse();
        File.Exists(workspace.PathOf("ran")).ShouldBeFalse();
    }

    [Fact]
    public async Task Kill_WhileABuiltinPluginRunsACommand_NextRunEndsItAndItsDaemon()
    {
        Needs.Linux();
        using var workspace = new Workspace();
        workspace.WriteExecutable(
            "slow",
            "#!/bin/sh\n(setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $! > daemon)\n"
            + $"{WriteProcessId}\nexec sleep 60\n");
        workspace.WriteExecutable("quick", "#!/bin/sh\necho A=1\n");
        const string Source = "[plugins.env.config]\ntype = 'exec'\ncmd = ";
        workspace.Write("p5.toml", $"{Source}'./slow'\n");
        string[] export = ["export", "-s", "dev"];
        (RunResult result, int command) = await InterruptAsync(workspace, SigKill, export);
        result.ExitCode.ShouldBe(128 + SigKill);
        int daemon = int.Parse(
            await File.ReadAllTextAsync(workspace.PathOf("daemon")), CultureInfo.InvariantCulture);
        Processes.IsAlive(command).ShouldBeTrue();
        Processes.IsAlive(daemon).ShouldBeTrue();
        workspace.Write("p5.toml", $"{Source}'./quick'\n");

        (await workspace.RunAsync(export)).ShouldSucceed().ShouldContain("A=");

        await Processes.EndedAsync(command, daemon);
        workspace.SocketFolders.ShouldBeEmpty("a folder is left");
    }

    // The largest file that is read takes seconds on a busy machine, and reading it cannot be cancelled.
    [Theory]
    [InlineData("plugins")]
    [InlineData("check")]
    [InlineData("exec -v -s dev true")]
    public async Task Signal_WhileTheConfigurationIsRead_EndsP5EnvAtOnce(string line)
    {
        Needs.Linux();
        using var workspace = new Workspace();
        workspace.Write("p5.toml", string.Concat(Enumerable.Range(0, 60_000).Select(i => $"[a{i}.b.c.d]\n")));

        // The bit of the last signal shows that p5env handles them, which it does just before it reads the file.
        RunResult result = await workspace.RunProgramAsync(
            "sh",
            [
                "-c",
                """
                "$@" &
                until grep -Eq '^SigCgt:.[89a-f]' /proc/$!/status; do :; done
                kill -TERM $!
                wait $!
                """,
                "sh", Workspace.P5Env, .. line.Split(' '),
            ]);

        // After the file was read, each of them would print something, or end with another code.
        result.ExitCode.ShouldBe(128 + SigTerm);
        result.Output.ShouldBe("");
        result.Error.ShouldNotContain("p5env: "); // Some shells say how a process has ended.
    }

    [Theory]
    [InlineData(SigInt, "INT")]
    [InlineData(SigTerm, "TERM")]
    public async Task Signal_WhileTheCommandRuns_IsTheCommands(int signal, string name)
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();
        string script =
            $"trap 'echo caught; exit 7' {name}; {WriteProcessId}; while :; do read -r line || exit 9; done";

        (RunResult result, int command) = await InterruptAsync(
            workspace, signal, ["exec", "-s", "dev", "sh", "-c", script]);

        result.ShouldBe(new RunResult(7, "caught\n", ""));
        Processes.IsAlive(command).ShouldBeFalse();
    }

    /// <summary>Runs p5env until the file "pid" is there, then sends the signal to p5env alone.</summary>
    private static async Task<(RunResult Result, int ProcessId)> InterruptAsync(
        Workspace workspace, int signal, string[] arguments)
    {
        using var watcher = new FileSystemWatcher(workspace.Root) { EnableRaisingEvents = true };
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Renamed += (_, change) =>
        {
            if (change.Name == "pid")
            {
                written.TrySetResult();
            }
        };

        using Process process = workspace.Start(Workspace.P5Env, arguments);
        Task<RunResult> end = Programs.EndAsync(process);
        if (await Task.WhenAny(written.Task, end) == end)
        {
            Assert.Fail($"p5env ended before the signal: {await end}");
        }

        Kill(process.Id, signal).ShouldBe(0);
        string processId = await File.ReadAllTextAsync(workspace.PathOf("pid"));
        return (await end, int.Parse(processId, CultureInfo.InvariantCulture));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
