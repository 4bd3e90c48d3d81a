using P5.GoPlugin;
using P5.Proto.GoPlugin;

namespace P5.Interop.Tests;

/// <summary>What every plugin owes to any go-plugin host.</summary>
public sealed class PluginTests
{
    /// <summary>After this long a host kills a plugin that was asked to end.</summary>
    private static readonly TimeSpan s_hostsGrace = TimeSpan.FromSeconds(2);

    [Theory]
    [MemberData(nameof(DevEnvPlugin.Connections), MemberType = typeof(DevEnvPlugin))]
    public async Task Health_AnyLanguage_IsServing(PluginLanguage language, MtlsMode mtls)
    {
        using var sockets = new TemporaryFolder();
        await using PluginClient client = await StartAsync(language, mtls, sockets);
        using var patience = new CancellationTokenSource(TestTimeout.Default);

        await client.PingAsync(patience.Token);
    }

    [Theory]
    [MemberData(nameof(DevEnvPlugin.Connections), MemberType = typeof(DevEnvPlugin))]
    public async Task Shutdown_AnyLanguage_EndsThePluginByItselfAndLeavesNothing(PluginLanguage language, MtlsMode mtls)
    {
        using var sockets = new TemporaryFolder();
        await using PluginClient client = await StartAsync(language, mtls, sockets);
        string folderOfUser = Directory.GetFileSystemEntries(sockets.Root).ShouldHaveSingleItem();
        Directory.GetFileSystemEntries(folderOfUser).ShouldHaveSingleItem();

        // Not StopAsync, which kills what does not end.
        Task ended = client.Exited.WaitAsync(s_hostsGrace);
        await ShutDownAsync(client);
        await ended;

        client.IsRunning.ShouldBeFalse();
        Processes.IsAlive(client.ProcessId).ShouldBeFalse();
        Directory.GetFileSystemEntries(folderOfUser).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PluginLanguage.CSharp)]
    [InlineData(PluginLanguage.CSharpNative)]
    public async Task Health_CSharpInPlainText_LoadsNoOpenSsl(PluginLanguage language)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        using var sockets = new TemporaryFolder();
        await using PluginClient client = await StartAsync(language, MtlsMode.Never, sockets);
        using var patience = new CancellationTokenSource(TestTimeout.Default);
        await client.PingAsync(patience.Token);

        string maps = await File.ReadAllTextAsync($"/proc/{client.ProcessId}/maps", patience.Token);

        maps.ShouldContain("libc.so");
        maps.ShouldNotContain("libcrypto");
    }

    private static async Task<PluginClient> StartAsync(PluginLanguage language, MtlsMode mtls, TemporaryFolder sockets)
    {
        DevEnvPlugin plugin = DevEnvPlugin.Require(language, mtls);
        return await PluginClient.StartAsync(new PluginClientOptions
        {
            Command = plugin.Command,
            Arguments = plugin.Arguments,
            Handshake = new HandshakeConfig("P5_PLUGIN", "v0", [1]),
            Mtls = mtls,
            SocketRoot = sockets.Root,
        });
    }

    private static async Task ShutDownAsync(PluginClient client)
    {
        try
        {
            await new GRPCController.GRPCControllerClient(client.CallInvoker).ShutdownAsync(new Empty());
        }
        catch (PluginCrashedException)
        {
            // HashiCorp's library cuts its own answer off.
        }
    }
}
