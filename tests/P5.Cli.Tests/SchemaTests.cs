using System.Text.Json;

namespace P5.Cli.Tests;

/// <summary><c>p5env schema</c>.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task Schema_WithoutAWorkspace_IsPrinted()
    {
        using var workspace = new Workspace();

        RunResult result = await workspace.RunAsync("schema");

        result.ExitCode.ShouldBe(0);
        result.Error.ShouldBeEmpty();
        using JsonDocument schema = JsonDocument.Parse(result.Output);
        schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name)
            .ShouldBe(["order", "plugins"]);
    }
}
