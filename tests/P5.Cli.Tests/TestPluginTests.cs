using System.Text.Json.Nodes;

namespace P5.Cli.Tests;

/// <summary><c>p5env test-plugin</c>.</summary>
public sealed class TestPluginTests
{
    private const int Rules = 20;

    [Fact]
    public async Task TestPlugin_GoodPlugin_PrintsALineARule()
    {
        using var workspace = new Workspace();

        RunResult result = await workspace.RunAsync(
            "test-plugin", "--config", "backendUrl=s3://a=b", "--stack-config", "passphrase=hunter2hunter2", "--",
            Programs.DevEnv);

        string[] lines = result.ShouldSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(Rules);
        lines.ShouldAllBe(
            line => line.StartsWith("pass  ", StringComparison.Ordinal)
                || line.StartsWith("n/a   ", StringComparison.Ordinal));
        lines.ShouldContain("pass  Variables         PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE");
        result.Output.ShouldNotContain("hunter2");
        workspace.SocketFolders.ShouldBeEmpty();
    }

    [Fact]
    public async Task TestPlugin_FaultyPlugin_SaysWhatToDoAndFails()
    {
        using var workspace = new Workspace();

        RunResult result = await workspace.RunAsync("test-plugin", Programs.Faulty, "not-serving");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain(
            "FAIL  Health            Check for 'plugin' answered NotServing\n"
            + $"{"",24}Serve grpc.health.v1.Health and answer ");
    }

    [Fact]
    public async Task TestPlugin_AsJson_GivesAListOfObjects()
    {
        using var workspace = new Workspace();

        RunResult result = await workspace.RunAsync(
            "test-plugin", "--format", "json", "--timeout", "60", "--stack", "prod", "--config",
            "context=P5TEST_CONTEXT", "--", Programs.Recorder);

        JsonArray checks = JsonNode.Parse(result.ShouldSucceed())!.AsArray();
        checks.Count.ShouldBe(Rules);
        JsonNode variables = checks.Single(check => (string)check!["id"]! == "Variables")!;
        ((string)variables["outcome"]!).ShouldBe("pass");
        ((string)variables["evidence"]!).ShouldBe("P5TEST_CONTEXT");
        ((string)variables["title"]!).ShouldBe("Its variables can be set");
        variables["recommendation"].ShouldBeNull();
        checks.ShouldAllBe(check => (double)check!["milliseconds"]! >= 0);
        ((string)checks[^1]!["id"]!).ShouldBe("AutoMtls");
        ((string)checks[^1]!["outcome"]!).ShouldBe(Wine.IsRunning ? "notApplicable" : "pass");
    }

    [Fact]
    public async Task TestPlugin_NoSuchFile_IsAnErrorWithoutResults()
    {
        using var workspace = new Workspace();

        RunResult result = await workspace.RunAsync("test-plugin", "./absent");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("");
        result.Error.ShouldContain("absent' does not exist");
    }
}
