namespace P5.Cli.Tests;

/// <summary>What <c>p5env exec</c> gives the command, and what the command's end makes of it.</summary>
public sealed class ExecTests
{
    // Unix has one byte. On Windows, programs end with an HRESULT or the status of an exception.
    public static TheoryData<int> CodesOfCommands =>
        OperatingSystem.IsWindows() ? [0, 3, 125, 255, 256, 3010, -1, -1073741510] : [0, 3, 125, 255];

    // On Windows, the case of a name does not matter.
    public static TheoryData<string> NamesOfOneVariable => OperatingSystem.IsWindows()
        ? ["PULUMI_BACKEND_URL", "Pulumi_Backend_Url"]
        : ["PULUMI_BACKEND_URL"];

    [Fact]
    public async Task Exec_VariablesOfBuiltinPlugin_AreInTheCommandsEnvironment()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables("""GREETING = "hello 'you' $HOME", EMPTY = "" """);

        RunResult result = await workspace.ExecAsync("sh", "-c", "echo \"$GREETING\" \"${EMPTY-unset}\"");

        result.ShouldSucceed().ShouldBe("hello 'you' $HOME \n");
    }

    [Fact]
    public async Task Exec_VariablesOfExternalPlugin_AreInTheCommandsEnvironment()
    {
        using Workspace workspace = Workspace.WithPlugin(Programs.DevEnv);
        workspace.Write(
            "Pulumi.dev.yaml", "config:\n  p5:plugins:\n    ext:\n      config:\n        passphrase: s3cret\n");

        RunResult result = await workspace.ExecAsync(
            Programs.Steps, "variables", "PULUMI_BACKEND_URL,PULUMI_CONFIG_PASSPHRASE");

        result.ShouldSucceed().Trim().ShouldBe("[file://~/.pulumi] [s3cret]");
    }

    [Theory]
    [MemberData(nameof(CodesOfCommands))]
    public async Task Exec_CommandEnds_ExitCodeIsTheCommands(int exitCode)
    {
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync(Programs.Steps, "exit", $"{exitCode}");

        result.ShouldBe(new RunResult(exitCode, "", ""));
    }

    [Theory]
    [InlineData("kill -9 $$", 128 + 9)]
    [InlineData("kill -15 $$", 128 + 15)]
    public async Task Exec_SignalEndsTheCommand_ExitCodeIsTheShells(string script, int expected)
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync("sh", "-c", script);

        result.ShouldBe(new RunResult(expected, "", ""));
    }

    [Fact]
    public async Task Exec_StandardInput_IsTheCommands()
    {
        using Workspace workspace = Workspace.WithPlugin(Programs.DevEnv);

        RunResult result = await workspace.RunProgramAsync(
            Workspace.P5Env, ["exec", "-s", "dev", Programs.Steps, "input"], input: "one\ntwo");

        result.ShouldSucceed().ReplaceLineEndings("\n").ShouldBe("got one\ngot two\n");
    }

    // The command's own words: what p5env could take for its options, or a shell or the parser for something to expand.
    [Theory]
    [InlineData("exec -s dev -- STEPS arguments a b")]
    [InlineData("exec -s dev STEPS arguments a b")]
    [InlineData("exec -s dev -v STEPS arguments -s prod --stack x -v --help --version")]
    [InlineData("exec -s dev STEPS arguments -- a --")]
    [InlineData("exec -s dev -- STEPS arguments -- a --")]
    [InlineData("exec --stack=dev STEPS arguments @file [suggest] * $HOME %PATH% \" ' \\ ü")]
    public async Task Exec_CommandLine_ReachesTheCommandAsItIs(string line)
    {
        using Workspace workspace = Workspace.WithVariables();
        string[] words = line.Split(' ');
        int command = Array.IndexOf(words, "STEPS");
        words[command] = Programs.Steps;

        RunResult result = await workspace.RunAsync(words);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ReplaceLineEndings("\n")
            .ShouldBe(string.Concat(words[(command + 2)..].Select(word => $"[{word}]\n")));
    }

    [Fact]
    public async Task Exec_EmptyArgumentsAndSpaces_ReachTheCommandAsTheyAre()
    {
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync(Programs.Steps, "arguments", "", "a b", "line\nbreak", "");

        result.ShouldSucceed().ReplaceLineEndings("\n").ShouldBe("[]\n[a b]\n[line\nbreak]\n[]\n");
    }

    [Fact]
    public async Task Exec_CommandUnknown_Ends127()
    {
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync("p5-no-such-command");

        result.ShouldBe(new RunResult(
            127,
            "",
            "p5env: error: 'p5-no-such-command' was not run: "
            + "no folder on PATH contains an executable 'p5-no-such-command'.\n"));
    }

    [Theory]
    [InlineData("./missing", 127, "does not exist")]
    [InlineData("./tmp", 126, "is a folder")]
    [InlineData("./Pulumi.yaml", 126, "Pulumi.yaml' has")]
    public async Task Exec_PathIsNotAnExecutable_EndsAsAShellWould(string path, int expected, string reason)
    {
        using Workspace workspace = Workspace.WithVariables();

        RunResult result = await workspace.ExecAsync(path);

        result.ExitCode.ShouldBe(expected);
        result.Error.ShouldContain(reason);
    }

    [Fact]
    public async Task Exec_FileOnPathWithoutExecuteBit_Ends126()
    {
        using Workspace workspace = Workspace.WithVariables();
        workspace.Write("tool", "");
        workspace.Environment["PATH"] =
            workspace.Root + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");

        RunResult result = await workspace.ExecAsync("tool");

        result.ExitCode.ShouldBe(126);
        result.Error.ShouldContain("tool");
    }

    [Fact]
    public async Task Exec_PluginGivesPath_CommandIsFoundOnIt()
    {
        Needs.Unix();
        const string Warning = "p5env: warning: Plugin 'env' sets PATH, which changes which programs are found.\n";
        using var workspace = new Workspace();
        string tools = workspace.PathOf("tools");
        workspace.Write("p5.toml", $"[plugins.env.config.vars]\nPATH = '{tools}'\n");
        workspace.WriteExecutable("tools/tool", "#!/bin/sh\necho \"$PATH\"\n");
        workspace.WriteExecutable("callers/other", "#!/bin/sh\n");
        workspace.Environment["PATH"] =
            workspace.PathOf("callers") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");

        (await workspace.ExecAsync("tool")).ShouldBe(new RunResult(0, $"{tools}\n", Warning));
        (await workspace.ExecAsync("other")).ShouldBe(new RunResult(
            127,
            "",
            $"{Warning}p5env: error: 'other' was not run: no folder on PATH contains an executable 'other'.\n"));
    }

    [Fact]
    public async Task Exec_VariableThatNoProgramStartsWith_IsNamedAndNothingRuns()
    {
        Needs.Linux();
        using var workspace = new Workspace();
        workspace.Write("p5.toml", $"[plugins.env.config.vars]\nBIG = '{new string('x', 200_000)}'\n");

        RunResult result = await workspace.ExecAsync("true");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldStartWith("p5env: error: Plugin 'env' sets BIG, which has 200,005 bytes.");
        result.Error.ShouldNotContain("xx");
    }

    [Fact]
    public async Task Exec_TooManyVariablesTogether_IsSaidAndNothingRuns()
    {
        Needs.Linux();
        using var workspace = new Workspace();
        string value = new('x', 100_000);
        workspace.Write("p5.toml", $"[plugins.env.config.vars]\nA = '{value}'\nB = '{value}'\nC = '{value}'\n");

        // The system takes a quarter of the stack's limit.
        RunResult result = await workspace.RunProgramAsync(
            "sh", ["-c", "ulimit -s 1024; exec \"$0\" exec -s dev true", Workspace.P5Env]);

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldStartWith("p5env: error: With the variables of env, the environment has 30");
        result.Error.ShouldContain("more than 262,144 bytes.");
    }

    [Fact]
    public async Task Exec_PluginFails_CommandDoesNotRun()
    {
        using Workspace workspace = Workspace.WithPlugin(Programs.Faulty, "exit-before-handshake");

        RunResult result = await workspace.ExecAsync(Programs.Steps, "create", "ran");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldContain("ext");
        result.Error.ShouldContain("no configuration found");
        result.Error.ShouldContain($"'{Programs.Steps}' was not run");
        result.Error.TrimEnd('\n').Split('\n').ShouldAllBe(line => line.StartsWith("p5env: "));
        File.Exists(workspace.PathOf("ran")).ShouldBeFalse();
    }

    // The first spelling stays, as Windows keeps that of a variable that is set again.
    [Theory]
    [MemberData(nameof(NamesOfOneVariable))]
    public async Task Exec_TwoPluginsSetOneVariable_LaterWinsWithAWarningWithoutValues(string name)
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", $$"""
            order = ["ext", "env"]

            [plugins.ext]
            {{Workspace.PluginKeys(Programs.DevEnv)}}
            [plugins.env.config]
            vars = { {{name}} = 'gs://theirs' }
            """);

        RunResult result = await workspace.ExecAsync(Programs.Steps, "variables", "PULUMI_BACKEND_URL");

        result.ShouldBe(new RunResult(
            0,
            $"[gs://theirs]{Environment.NewLine}",
            "p5env: warning: Plugins 'ext' and 'env' both set PULUMI_BACKEND_URL; "
            + "'env' comes later in the configured order and wins.\n"));
    }

    [Fact]
    public async Task Exec_Verbose_PrintsNamesAndNoValues()
    {
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");

        RunResult result = await workspace.RunAsync("exec", "-s", "dev", "-v", Programs.Steps);

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("env returned TOKEN");
        result.Error.ShouldNotContain("abc123");
    }

    [Fact]
    public async Task Exec_NoWorkspace_Ends125()
    {
        using var workspace = new Workspace();
        File.Delete(workspace.PathOf("Pulumi.yaml"));

        RunResult result = await workspace.ExecAsync("anything");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldStartWith("p5env: error: ");
    }
}
