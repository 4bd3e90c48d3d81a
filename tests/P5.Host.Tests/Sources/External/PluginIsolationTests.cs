namespace P5.Host.Tests;

/// <summary>What a plugin cannot do to the host and to other plugins.</summary>
[Trait("Category", "Hostile")]
public sealed class PluginIsolationTests
{
    [Fact]
    public async Task Authenticate_PluginReturnsAPath_OthersAreNotLookedUpOnIt()
    {
        await using var test = new TestHost();
        string folder = test.Workspace.PathOf("tools");
        test.Workspace.WriteExecutable("tools/p5-test-tool", "#!/bin/sh\n");
        test.Workspace.WriteExecutable("tools/p5-test-tool.exe", "");
        test.Write($"order = ['env', 'tool']\n[plugins.env.config.vars]\nPATH = '{folder}'\n"
            + "[plugins.tool]\ncmd = 'p5-test-tool'\n");

        IReadOnlyList<AuthenticationResult> results = await test.AskAsync();

        results[0].Variables()["PATH"].ShouldBe(folder);
        results[1].Error.ShouldNotBeNull().ErrorId.ShouldBe(ErrorIds.PluginNotFound);
    }

    [Fact]
    public async Task Authenticate_PluginReadsItsInput_FindsItsEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin is a script for sh.");
        await using var test = new TestHost();
        test.Workspace.WriteExecutable("ask", "#!/bin/sh\nread answer || echo 'nothing to read' >&2\nexit 3\n");
        test.Write("[plugins.ask]\ncmd = './ask'\n");

        (await test.AskOneAsync()).Error.ShouldNotBeNull().Message.ShouldContain("nothing to read");
    }

    [Fact]
    public async Task Authenticate_TwoPlugins_EachGetsItsOwnConfigOnly()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.one]
            @recorder
            config = { "env.P5TEST_ONE" = "1" }
            [plugins.two]
            @recorder
            config = { "env.P5TEST_TWO" = "2" }
            """);

        IReadOnlyList<AuthenticationResult> results = await test.AskAsync();

        results.Select(result => (result.PluginName, result.Variables().Keys.Single()))
            .ShouldBe([("one", "P5TEST_ONE"), ("two", "P5TEST_TWO")], ignoreOrder: true);
    }
}
