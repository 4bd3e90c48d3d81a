using System.Diagnostics;
using System.Text.Json;
using P5.Proto.GoPlugin;

namespace P5.Plugin.Tests;

/// <summary>A plugin that its author started with <c>--p5-debug</c>.</summary>
public sealed class PluginDebugTests
{
    [Fact]
    public async Task Debug_WithoutAHost_PrintsWhereItListensAndAnswers()
    {
        await using PluginProcess plugin = StartDebug(Programs.DevEnv);
        JsonElement entry = await ReadEntryAsync(plugin, "dev-env");
        using PluginConnection client = Connect(entry);

        entry.GetProperty("Pid").GetInt32().ShouldBe(plugin.Process.Id);
        entry.GetProperty("Protocol").GetString().ShouldBe("grpc");
        entry.GetProperty("ProtocolVersion").GetInt32().ShouldBe(1);
        (await client.AuthenticateAsync()).Success.ShouldBeTrue();
    }

    [Fact]
    public async Task Debug_HostsComeAndGo_GoesOn()
    {
        await using PluginProcess plugin = StartDebug(Programs.DevEnv);
        JsonElement entry = await ReadEntryAsync(plugin, "dev-env");
        using (PluginConnection first = Connect(entry))
        {
            (await first.AuthenticateAsync()).Success.ShouldBeTrue();
            await first.Controller.ShutdownAsync(new Empty());
        }

        using PluginConnection second = Connect(entry);
        (await second.AuthenticateAsync()).Success.ShouldBeTrue();
        plugin.Process.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Debug_PluginPrints_ShowsInTheConsoleAndAtTheHost()
    {
        await using PluginProcess plugin = StartDebug(PluginProcess.TestPlugin);
        JsonElement entry = await ReadEntryAsync(plugin, "P5.Plugin.Tests");
        using PluginConnection client = Connect(entry);
        using StdioReader output = await client.OpenStdioAsync();

        await client.AuthenticateAsync(("mode", "print"));

        await output.ReadUntilAsync("to stdout ä");
        await ReadUntilAsync(plugin, line => line == "to stdout ä");
    }

    [Fact]
    public async Task Debug_PluginLogs_ShowsAsALineForAPerson()
    {
        await using PluginProcess plugin = StartDebug(PluginProcess.TestPlugin);
        JsonElement entry = await ReadEntryAsync(plugin, "P5.Plugin.Tests");
        using PluginConnection client = Connect(entry);

        await client.AuthenticateAsync(("mode", "log"));

        string? line = await plugin.Process.StandardError.ReadLineAsync().WaitAsync(TestTimeout.Default);
        line.ShouldNotBeNull().ShouldEndWith("[WARN] P5.Plugin.Tests: seen stack=dev count=7");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Debug_Signal_EndsIt(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using PluginProcess plugin = StartDebug(Programs.DevEnv);
        JsonElement entry = await ReadEntryAsync(plugin, "dev-env");

        using var kill = Process.Start("/bin/kill", ["-s", signal, $"{plugin.Process.Id}"]);
        await kill.WaitForExitAsync().WaitAsync(TestTimeout.Default);

        (await plugin.WaitForExitAsync()).ShouldBe(0);
        File.Exists(Address(entry)).ShouldBeFalse();
    }

    private static PluginProcess StartDebug(string executable) => PluginProcess.Launch(
        executable, new Dictionary<string, string> { ["P5_PLUGIN"] = "" }, "--p5-debug");

    private static async Task<JsonElement> ReadEntryAsync(PluginProcess plugin, string name)
    {
        const string prefix = "$env:P5_REATTACH_PLUGINS = '";
        string line = await ReadUntilAsync(
            plugin, line => line.TrimStart().StartsWith(prefix, StringComparison.Ordinal));
        return JsonDocument.Parse(line.Trim()[prefix.Length..^1]).RootElement.GetProperty(name);
    }

    private static async Task<string> ReadUntilAsync(PluginProcess plugin, Predicate<string> isWanted)
    {
        while (true)
        {
            string? line = await plugin.Process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default);
            if (isWanted(line.ShouldNotBeNull("The output ended before the line came.")))
            {
                return line;
            }
        }
    }

    private static string Address(JsonElement entry) => entry.GetProperty("Addr").GetProperty("String").GetString()!;

    private static PluginConnection Connect(JsonElement entry) =>
        new(entry.GetProperty("Addr").GetProperty("Network").GetString()!, Address(entry), tls: null);
}
