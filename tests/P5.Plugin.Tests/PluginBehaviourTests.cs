using System.Text.Json;
using Grpc.Core;
using P5.Proto.GoPlugin;
using P5.Proto.V0;

namespace P5.Plugin.Tests;

/// <summary>What becomes of the things a plugin can do: fail, throw, wait, print, log.</summary>
public sealed class PluginBehaviourTests
{
    [Fact]
    public async Task Authenticate_Failure_IsASuccessfulCallWithTheReason()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        AuthenticateResponse response = await client.AuthenticateAsync(("mode", "fail"));

        response.Success.ShouldBeFalse();
        response.Error.ShouldBe("no luck");
        response.Env.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authenticate_RequiredSettingMissing_IsAFailureThatNamesIt()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        AuthenticateResponse response = await client.AuthenticateAsync();

        response.Success.ShouldBeFalse();
        response.Error.ShouldContain("'mode'");
        response.Error.ShouldContain("Pulumi.dev.yaml");
    }

    [Theory]
    [InlineData("throw", StatusCode.Unknown, "broken: 100 % of it — ä")]
    [InlineData("throw-rpc", StatusCode.Unknown, "Status(StatusCode=\"NotFound\", Detail=\"not this host's\")")]
    [InlineData("cancel", StatusCode.Cancelled, "the user closed the browser")]
    [InlineData("null", StatusCode.Unknown, "The plugin returned null.")]
    public async Task Authenticate_Throws_IsAStatusWithTheMessage(string mode, StatusCode status, string message)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        RpcException e = await Should.ThrowAsync<RpcException>(client.AuthenticateAsync(("mode", mode)));

        e.Status.ShouldBe(new Status(status, message));
    }

    // Clients limit the size of all headers, .NET's to 64 KiB.
    [Fact]
    public async Task Authenticate_ThrowsALongMessage_IsCutBetweenCharacters()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        // The plugin logs it too, and waits until that is read if the pipe is short, as on Windows.
        Task<string> log = plugin.Process.StandardError.ReadToEndAsync();
        RpcException e = await Should.ThrowAsync<RpcException>(client.AuthenticateAsync(("mode", "throw-long")));

        e.Status.ShouldBe(new Status(StatusCode.Unknown, $"x{string.Concat(Enumerable.Repeat("😀", 2047))}..."));
        await client.Controller.ShutdownAsync(new Empty());
        (await log.WaitAsync(TestTimeout.Default)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Authenticate_Throws_LogsWhereWithoutTheServersOwnLines()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        await Should.ThrowAsync<RpcException>(client.AuthenticateAsync(("mode", "throw")));
        await client.Controller.ShutdownAsync(new Empty());

        string log = await plugin.Process.StandardError.ReadToEndAsync().WaitAsync(TestTimeout.Default);
        JsonElement entry = JsonDocument.Parse(log).RootElement;
        entry.GetProperty("@level").GetString().ShouldBe("debug");
        entry.GetProperty("method").GetString().ShouldBe("/p5.plugin.v0.AuthPlugin/Authenticate");
        entry.GetProperty("error").GetString().ShouldBe("broken: 100 % of it — ä");
        entry.GetProperty("stackTrace").GetString().ShouldNotBeNull().ShouldContain(nameof(TestPlugin));
    }

    [Fact]
    public async Task Authenticate_DeadlinePasses_CancelsThePlugin()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();
        using StdioReader output = await client.OpenStdioAsync();

        RpcException e = await Should.ThrowAsync<RpcException>(async () => await client.Auth.AuthenticateAsync(
            PluginConnection.RequestFor("dev", ("mode", "wait")),
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(50)));

        e.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Authenticate_HostHangsUp_CancelsThePlugin()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();
        using StdioReader output = await client.OpenStdioAsync();
        using var hangUp = new CancellationTokenSource();

        AsyncUnaryCall<AuthenticateResponse> call = client.Auth.AuthenticateAsync(
            PluginConnection.RequestFor("dev", ("mode", "wait")), cancellationToken: hangUp.Token);
        await output.ReadUntilAsync("waiting");
        await hangUp.CancelAsync();

        await output.ReadUntilAsync("cancelled");
        (await Should.ThrowAsync<RpcException>(call.ResponseAsync)).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    // One plugin heeds its token, the other does not.
    [Theory]
    [InlineData("wait")]
    [InlineData("hang")]
    public async Task Shutdown_CallUnderWay_CancelsItAndStillEnds(string mode)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();
        using StdioReader output = await client.OpenStdioAsync();
        Task<AuthenticateResponse> call = client.AuthenticateAsync(("mode", mode));
        await output.ReadUntilAsync("waiting");

        await client.Controller.ShutdownAsync(new Empty());

        (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        (await plugin.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task StreamStdio_PluginPrints_ArrivesByChannelFromTheStartOn()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        await client.AuthenticateAsync(("mode", "print"));
        using StdioReader output = await client.OpenStdioAsync();

        await output.ReadUntilAsync("to stdout ä" + Environment.NewLine, "to stderr" + Environment.NewLine);
        output.Stdout.ShouldStartWith("constructed");
    }

    [Fact]
    public async Task StreamStdio_PluginEnds_EndsTheStream()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();
        using StdioReader output = await client.OpenStdioAsync();

        await client.Controller.ShutdownAsync(new Empty());

        await output.ReadToEndAsync();
        output.Stdout.ShouldStartWith("constructed");
    }

    [Fact]
    public async Task Log_ByThePlugin_IsAnHclogLineAtItsLevel()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        await client.AuthenticateAsync(("mode", "log"));

        string? line = await plugin.Process.StandardError.ReadLineAsync().WaitAsync(TestTimeout.Default);
        JsonElement entry = JsonDocument.Parse(line.ShouldNotBeNull()).RootElement;
        entry.GetProperty("@level").GetString().ShouldBe("warn");
        entry.GetProperty("@message").GetString().ShouldBe("seen");
        entry.GetProperty("count").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task Authenticate_SideBySide_EachGetsItsOwnAnswer()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();
        string[] stacks = [.. Enumerable.Range(0, 200).Select(i => $"stack{i}")];

        AuthenticateResponse[] responses = await Task.WhenAll(stacks.Select(async stack =>
            await client.Auth.AuthenticateAsync(PluginConnection.RequestFor(stack, ("mode", "")))));

        responses.Select(response => response.Env["STACK"]).ShouldBe(stacks);
    }

    [Fact]
    public async Task Authenticate_LargeRequestAndResponse_ComeWhole()
    {
        const int size = 16 * 1024 * 1024;
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using PluginConnection client = plugin.Connect();

        AuthenticateResponse response = await client.AuthenticateAsync(
            ("mode", ""), ("size", $"{size}"), ("padding", new string('p', size)));

        response.Env["VALUE"].Length.ShouldBe(size);
        response.TtlSeconds.ShouldBe(900);
    }
}
