using System.Diagnostics;

namespace P5.Plugin.Tests;

/// <summary>The ways in which a plugin ends that are not the host's call.</summary>
public sealed class PluginEndTests
{
    private const string NeedsUnix = "Windows has neither sh nor these signals.";

    [Fact]
    public async Task ParentIsKilled_PluginEndsAndRemovesTheSocket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsUnix);

        // The shell stands for the host. It must not become the plugin by itself, so it has something to do after.
        await using PluginProcess shell = await PluginProcess.StartAsync(
            "/bin/sh", variables: null, "-c", "\"$0\"; echo ended", Programs.DevEnv);
        using PluginConnection client = shell.Connect();
        using StdioReader output = await client.OpenStdioAsync();

        shell.Process.Kill();

        await output.ReadToEndAsync();
        // Both processes had the pipe: its end is the end of the plugin too.
        (await shell.Process.StandardOutput.ReadToEndAsync().WaitAsync(TestTimeout.Default)).ShouldBeEmpty();
        File.Exists(shell.SocketPath).ShouldBeFalse();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Signal_ThatEnds_EndsGracefully(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsUnix);
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);

        await SendAsync(signal, plugin);

        (await plugin.WaitForExitAsync()).ShouldBe(0);
        File.Exists(plugin.SocketPath).ShouldBeFalse();
    }

    [Fact]
    public async Task Signal_Interrupt_IsTheHostsAndIgnored()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NeedsUnix);
        await using PluginProcess plugin = await PluginProcess.StartAsync(Programs.DevEnv);
        using PluginConnection client = plugin.Connect();

        await SendAsync("INT", plugin);

        // The signal would have ended the process by its default action before kill returned.
        (await client.AuthenticateAsync()).Success.ShouldBeTrue();
    }

    private static async Task SendAsync(string signal, PluginProcess plugin)
    {
        using var kill = Process.Start("/bin/kill", ["-s", signal, $"{plugin.Process.Id}"]);
        await kill.WaitForExitAsync().WaitAsync(TestTimeout.Default);
        kill.ExitCode.ShouldBe(0);
    }
}
