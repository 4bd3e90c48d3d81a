using System.Text.Json;
using P5.Plugin.Tests.Support;
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
        using GrpcClient client = plugin.Connect();

        AuthenticateResponse response =
            (await client.AuthenticateAsync(("mode", "fail"))).Read(AuthenticateResponse.Parser);

        response.Success.ShouldBeFalse();
        response.Error.ShouldBe("no luck");
        response.Env.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authenticate_RequiredSettingMissing_IsAFailureThatNamesIt()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();

        AuthenticateResponse response = (await client.AuthenticateAsync()).Read(AuthenticateResponse.Parser);

        response.Success.ShouldBeFalse();
        response.Error.ShouldContain("'mode'");
        response.Error.ShouldContain("Pulumi.dev.yaml");
    }

    // The status is gRPC's number; the message comes percent-encoded.
    [Theory]
    [InlineData("throw", "2", "broken: 100 % of it — ä")]
    [InlineData("cancel", "1", "the user closed the browser")]
    [InlineData("null", "2", "The plugin answered null.")]
    public async Task Authenticate_Throws_IsAStatusWithTheMessage(string mode, string status, string message)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();

        GrpcReply reply = await client.AuthenticateAsync(("mode", mode));

        reply.Status.ShouldBe(status);
        Uri.UnescapeDataString(reply.Message.ShouldNotBeNull()).ShouldBe(message);
        reply.Body.ShouldBeEmpty();
    }

    // One plugin heeds its token, the other does not.
    [Theory]
    [InlineData("wait")]
    [InlineData("hang")]
    public async Task Authenticate_DeadlinePasses_IsDeadlineExceeded(string mode)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();

        GrpcReply reply = await client.CallAsync(
            GrpcClient.Authenticate, GrpcClient.AuthenticateIn("dev", ("mode", mode)), timeout: "50m");

        reply.Status.ShouldBe("4");
    }

    [Fact]
    public async Task Authenticate_HostHangsUp_CancelsThePlugin()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();
        using StdioReader output = await client.OpenStdioAsync();
        using var hangUp = new CancellationTokenSource();

        Task<HttpResponseMessage> call = client.SendAsync(
            GrpcClient.Authenticate, GrpcClient.AuthenticateIn("dev", ("mode", "wait")), hangUp.Token);
        await output.ReadUntilAsync("waiting");
        await hangUp.CancelAsync();

        await output.ReadUntilAsync("cancelled");
        await Should.ThrowAsync<OperationCanceledException>(call);
    }

    // One plugin heeds its token, the other does not.
    [Theory]
    [InlineData("wait")]
    [InlineData("hang")]
    public async Task Shutdown_CallUnderWay_CancelsItAndStillEnds(string mode)
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();
        using StdioReader output = await client.OpenStdioAsync();
        Task<GrpcReply> call = client.AuthenticateAsync(("mode", mode));
        await output.ReadUntilAsync("waiting");

        await client.CallAsync(GrpcClient.Shutdown, new Empty());

        (await call).Status.ShouldBe("1");
        (await plugin.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task StreamStdio_PluginPrints_ArrivesByChannelFromTheStartOn()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();

        await client.AuthenticateAsync(("mode", "print"));
        using StdioReader output = await client.OpenStdioAsync();

        await output.ReadUntilAsync("to stdout ä" + Environment.NewLine, "to stderr" + Environment.NewLine);
        output.Stdout.ShouldStartWith("constructed");
    }

    [Fact]
    public async Task StreamStdio_PluginEnds_EndsTheStream()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();
        using StdioReader output = await client.OpenStdioAsync();

        await client.CallAsync(GrpcClient.Shutdown, new Empty());

        await output.ReadToEndAsync();
        output.Stdout.ShouldStartWith("constructed");
    }

    [Fact]
    public async Task Log_ByThePlugin_IsAnHclogLineAtItsLevel()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();

        await client.AuthenticateAsync(("mode", "log"));

        string? line = await plugin.Process.StandardError.ReadLineAsync().WaitAsync(PluginProcess.Patience);
        JsonElement entry = JsonDocument.Parse(line.ShouldNotBeNull()).RootElement;
        entry.GetProperty("@level").GetString().ShouldBe("warn");
        entry.GetProperty("@message").GetString().ShouldBe("seen");
        entry.GetProperty("count").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task Authenticate_SideBySide_EachGetsItsOwnAnswer()
    {
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();
        string[] stacks = [.. Enumerable.Range(0, 200).Select(i => $"stack{i}")];

        GrpcReply[] replies = await Task.WhenAll(stacks.Select(stack =>
            client.CallAsync(GrpcClient.Authenticate, GrpcClient.AuthenticateIn(stack, ("mode", "")))));

        replies.Select(r => r.Read(AuthenticateResponse.Parser).Env["STACK"]).ShouldBe(stacks);
    }

    [Fact]
    public async Task Authenticate_LargeRequestAndResponse_ComeWhole()
    {
        const int size = 16 * 1024 * 1024;
        await using PluginProcess plugin = await PluginProcess.StartAsync(PluginProcess.TestPlugin);
        using GrpcClient client = plugin.Connect();

        GrpcReply reply = await client.AuthenticateAsync(
            ("mode", ""), ("size", $"{size}"), ("padding", new string('p', size)));

        AuthenticateResponse response = reply.Read(AuthenticateResponse.Parser);
        response.Env["VALUE"].Length.ShouldBe(size);
        response.TtlSeconds.ShouldBe(900);
    }
}
