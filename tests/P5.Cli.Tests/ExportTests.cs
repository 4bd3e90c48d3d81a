namespace P5.Cli.Tests;

/// <summary><c>p5env export</c>.</summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData("posix", "export EMPTY=''\nexport TOKEN='it'\\''s ü'\n")]
    [InlineData("fish", "set -gx EMPTY ''\nset -gx TOKEN 'it\\'s ü'\n")]
    [InlineData("powershell", "$env:EMPTY = ''\n$env:TOKEN = 'it''s ü'\n")]
    [InlineData("json", "{\n  \"EMPTY\": \"\",\n  \"TOKEN\": \"it's ü\"\n}\n")]
    [InlineData("dotenv", "EMPTY=\nTOKEN=\"it's ü\"\n")]
    public async Task Export_Format_WritesThatForm(string format, string expected)
    {
        using Workspace workspace = Workspace.WithVariables("""TOKEN = "it's ü", EMPTY = "" """);

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", format);

        result.ShouldSucceed().ShouldBe(expected);
    }

    [Fact]
    public async Task Export_GitHubActions_PrintsMasksAndAppendsVariables()
    {
        using Workspace workspace = Workspace.WithVariables("""TOKEN = "100% secret\nline two", SHORT = "1" """);
        workspace.Environment["GITHUB_ENV"] = workspace.Write("env", "OTHER=kept");

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", "github-actions");

        result.ShouldSucceed().ShouldBe("::add-mask::100%25 secret\n::add-mask::line two\n");
        string file = await File.ReadAllTextAsync(workspace.PathOf("env"));
        file.ShouldMatch(@"\AOTHER=kept\nSHORT<<(\w+)\n1\n\1\nTOKEN<<(\w+)\n100% secret\nline two\n\2\n\z");
    }

    // No system starts a program with half as much, and the text in JSON could be six times as long.
    [Theory]
    [InlineData("posix")]
    [InlineData("json")]
    public async Task Export_MoreThanAnEnvironmentHolds_EndsWithAMessage(string format)
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", "[plugins.env.config]\nsources = [{ path = 'a' }, { path = 'b' }]\n");
        string value = new('\u0001', 32 * 1024 - 16); // Windows has a limit for each.
        foreach (string name in new[] { "a", "b" })
        {
            workspace.Write(
                name, string.Concat(Enumerable.Range(100, 257).Select(number => $"{name}{number}='{value}'\n")));
        }

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", format);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith(
            "p5env: error: Plugin 'env' returned variables of 16,836,584 bytes; the limit is 16,777,216 bytes "
            + "(16 MiB).\n");
        result.Error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("dev\nprod")]
    [InlineData("dev\u001b[31m")]
    public async Task Export_NameThatNoStackCanHave_IsShownOnOneLine(string stack)
    {
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");

        RunResult result = await workspace.RunAsync("export", "-s", stack);

        result.ExitCode.ShouldBe(1);
        string shown = stack.Replace("\n", "\\u000a", StringComparison.Ordinal)
            .Replace("\u001b", "\\u001b", StringComparison.Ordinal);
        result.Error.ShouldStartWith($"p5env: error: '{shown}' is not a stack name.\n");
    }

    [Fact]
    public async Task Export_GitHubActionsOutsideAWorkflow_CallsNoPlugin()
    {
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");
        workspace.Environment["GITHUB_ENV"] = null;

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", "github-actions", "-v");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith("p5env: error: GITHUB_ENV is not set");
    }

    [Fact]
    public async Task Export_GitHubActionsAndAPluginFails_WritesNothing()
    {
        using Workspace workspace = Workspace.WithPlugin(Programs.Faulty, "garbage-and-exit");
        workspace.Environment["GITHUB_ENV"] = workspace.Write("env", "");

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", "github-actions");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        (await File.ReadAllTextAsync(workspace.PathOf("env"))).ShouldBe("");
    }

    [Theory]
    [InlineData("posix", "export B='1'\n")]
    [InlineData("fish", "set -gx B '1'\n")]
    [InlineData("dotenv", "B=1\n")]
    public async Task Export_NamesThatShellsCannotSet_AreLeftOutWithAWarningEach(string format, string expected)
    {
        using Workspace workspace = Workspace.WithVariables("'a.b' = 'hunter2', 'npm-token' = 'hunter2', B = '1'");

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", format);

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldBe(expected);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("p5env: warning: The variable 'a.b' was not exported: ");
        lines[1].ShouldStartWith("p5env: warning: The variable 'npm-token' was not exported: ");
        result.Error.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Export_DotenvValueThatReadersReadDifferently_Warns()
    {
        using Workspace workspace = Workspace.WithVariables("A = \"x\\r\", B = 'x'");

        RunResult result = await workspace.RunAsync("export", "-s", "dev", "-f", "dotenv");

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldBe("A=\"x\\r\"\nB=x\n");
        result.Error.ShouldStartWith("p5env: warning: Programs read the value of 'A' in dotenv differently");
        result.Error.Count(c => c == '\n').ShouldBe(1);
    }

    [Fact]
    public async Task Export_PowerfulName_Warns()
    {
        using Workspace workspace = Workspace.WithVariables("LD_PRELOAD = 'x.so'");

        RunResult result = await workspace.RunAsync("export", "-s", "dev");

        result.ShouldBe(new RunResult(
            0,
            "export LD_PRELOAD='x.so'\n",
            "p5env: warning: Plugin 'env' sets LD_PRELOAD, which loads a library into every program.\n"));
    }

    [Fact]
    public async Task Export_Default_IsReadByAShell()
    {
        Needs.Unix();
        using Workspace workspace = Workspace.WithVariables("""TOKEN = "a'b\n$c" """);

        RunResult result = await workspace.RunProgramAsync(
            "sh", ["-c", "eval \"$('" + Workspace.P5Env + "' export -s dev)\"; printf %s \"$TOKEN\""]);

        result.ShouldSucceed().ShouldBe("a'b\n$c");
    }

    [Fact]
    public async Task Export_StackFromTheEnvironment_IsTaken()
    {
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'global'");
        workspace.Write(
            "Pulumi.prod.yaml", "config:\n  p5:plugins:\n    env:\n      config:\n        vars: { TOKEN: prod }\n");
        workspace.Environment["PULUMI_STACK"] = "prod";

        RunResult result = await workspace.RunAsync("export");

        result.ShouldSucceed().ShouldBe("export TOKEN='prod'\n");
    }

    [Fact]
    public async Task Export_NoStackSelected_NamesThoseThatAreThere()
    {
        using Workspace workspace = Workspace.WithVariables();
        workspace.Write("Pulumi.prod.yaml", "config: {}\n");

        RunResult result = await workspace.RunAsync("export");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("prod");
    }

    [Fact]
    public async Task Export_OnePluginFails_PrintsNothing()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", $"""
            [plugins.env.config]
            vars = {"{ TOKEN = 'abc123' }"}
            [plugins.ext]
            {Workspace.PluginKeys(Programs.Faulty, "garbage-and-exit")}
            """);

        RunResult result = await workspace.RunAsync("export", "-s", "dev");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("ext");
        result.Error.ShouldNotContain("abc123");
    }

    [Fact]
    public async Task Export_VariableThatNoProgramStartsWith_IsWrittenWithAWarning()
    {
        Needs.Linux();
        using var workspace = new Workspace();
        string value = new('x', 200_000);
        workspace.Write("p5.toml", $"[plugins.env.config.vars]\nBIG = '{value}'\n");

        RunResult result = await workspace.RunAsync("export", "-s", "dev");

        result.ExitCode.ShouldBe(0);
        result.Output.ShouldBe($"export BIG='{value}'\n");
        result.Error.ShouldStartWith("p5env: warning: Plugin 'env' sets BIG, which has 200,005 bytes.");
    }

    [Fact]
    public async Task Export_ConfigurationIsMalformed_NamesFileAndLine()
    {
        using var workspace = new Workspace();
        workspace.Write("p5.toml", "[plugins.env\n");

        RunResult result = await workspace.RunAsync("export", "-s", "dev");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("p5.toml:1:");
    }

    [Fact]
    public async Task Export_OutputCannotBeWritten_IsAnError()
    {
        Needs.Linux();
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'abc123'");

        RunResult result = await workspace.RunProgramAsync(
            "sh", ["-c", "exec \"$0\" export -s dev > /dev/full", Workspace.P5Env]);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldStartWith("p5env: error: ");
        result.Error.ShouldNotContain("abc123");
    }
}
