namespace P5.Cli.Tests;

/// <summary>A program that reads the output and ends early, such as <c>head</c>.</summary>
public sealed class ClosedOutputTests
{
    private const int EndedBySigPipe = 128 + 13;

    public static TheoryData<string> Commands =>
    [
        "--help", "schema", "export -s dev", "plugins", "check", "convert old/p5.toml", "store status",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Output_IsNotRead_EndsQuietly(string line)
    {
        Needs.Unix();
        using Workspace workspace = NewWorkspace();

        // The reader has ended before p5env begins.
        RunResult result = await workspace.RunProgramAsync(
            "sh",
            [
                "-c",
                """
                mkfifo pipe
                exec 4<>pipe 5>pipe 4<&-
                rm pipe
                "$@" >&5
                """,
                "sh", Workspace.P5Env, .. line.Split(' '),
            ]);

        result.Error.ShouldNotContain("error: The output");
        result.Error.ShouldNotContain("Broken pipe");
        result.ExitCode.ShouldBe(EndedBySigPipe, result.Error);
    }

    /// <summary>A workspace in which each of the commands writes something.</summary>
    internal static Workspace NewWorkspace()
    {
        Workspace workspace = Workspace.WithVariables("A = 'b'");
        workspace.Write("Pulumi.dev.yaml", "config:\n  p5:plugins:\n    sso: {a: b}\n");
        workspace.Write("old/p5.toml", "[plugins.a]\nsource = 'git::https://example.com/a'\n");
        return workspace;
    }
}
